//! A saved board: what is on it, where, pinned, annotated. Positions are i32 in 1/64 pt.

use super::*;

/// What the chart hides without moving anything.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct ChartFilter {
    #[serde(default)]
    pub hidden_kinds: Vec<String>,
    #[serde(default)]
    pub hidden_links: Vec<String>,
    /// Only links that a source confirms or a person accepted.
    #[serde(default)]
    pub confirmed_only: bool,
    /// ISO dates; empty = open.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
}
json_column!(ChartFilter);

row! {
    pub struct Chart in "chart" {
        pub id: ChartId,
        pub title: String,
        /// The layout last run: force, layered, circle, none.
        pub layout: String,
        pub filter: ChartFilter,
        /// Camera: centre (1/64 pt) and zoom in thousandths.
        pub center_x: i32,
        pub center_y: i32,
        pub zoom: u32,
        /// Order among saved charts.
        pub position: u32,
    }
}

row! {
    /// One entity (its group's representative) on one chart, or a note (`entity` none).
    pub struct ChartItem in "chart_item" {
        pub id: ChartItemId,
        pub chart: ChartId,
        pub entity: Option<EntityId>,
        pub x: i32,
        pub y: i32,
        pub pinned: bool,
        pub note: String,
    }
}
