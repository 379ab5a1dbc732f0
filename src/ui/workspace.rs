//! How the window is arranged. It is kept as a draft of the case, outside the audit: to pan a board
//! changes no evidence. Must not know: who keeps it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dock::Panes;
use super::theme::Mode;
use super::view::Views;
use crate::model::ChartId;

/// How the window is arranged: kept as the draft `workspace`, outside the audit.
#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(super) struct Workspace {
    pub theme: String,
    pub language: String,
    pub screen: String,
    pub chart: String,
    /// Screens beside each other; none of a screen that is alone.
    #[serde(deserialize_with = "panes")]
    pub panes: Option<Panes>,
    pub rail_small: bool,
    pub inspector: bool,
    pub reduced_motion: bool,
    pub zoom: f32,
    /// Centre and zoom of each chart as it was looked at last, by its id.
    pub cameras: BTreeMap<String, [f32; 3]>,
}
impl Default for Workspace {
    fn default() -> Self {
        Workspace {
            theme: Mode::Light.file().into(),
            language: "en".into(),
            screen: String::new(),
            chart: String::new(),
            panes: None,
            rail_small: false,
            inspector: true,
            reduced_motion: false,
            zoom: 1.0,
            cameras: BTreeMap::new(),
        }
    }
}

/// An arrangement that can't be read, as of another version, is none: the rest of the workspace stays.
fn panes<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Panes>, D::Error> {
    let kept = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(kept).ok())
}

impl Workspace {
    /// Opens the chart that was open, and lets each be looked at as it was.
    pub fn restore(&self, views: &mut Views) {
        views.chart.open = ChartId::parse(&self.chart);
        views.chart.cameras = self
            .cameras
            .iter()
            .filter_map(|(id, camera)| Some((ChartId::parse(id)?, *camera)))
            .filter(|(_, camera)| camera.iter().all(|n| n.is_finite()) && camera[2] > 0.0)
            .collect();
    }
}
