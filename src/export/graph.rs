//! The graph for other programs: GraphML (graphml.graphdrawing.org, 2007), GEXF 1.3 (gexf.net), and
//! two CSV tables, entities and links. What stands in them is the whole board that the audience may
//! see, groups as one node; a chart's filter counts where a chart is asked for. Must not know:
//! drawing.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::table::{Cell, csv};
use super::{Input, say};
use crate::model::entity::{Certainty, Link};
use crate::model::problem::Problem;
use crate::model::value::date;
use crate::model::*;
use crate::scene::chart::within;

/// A node of the graph: one group.
struct Node {
    id: EntityId,
    kind: String,
    label: String,
    x: Option<f32>,
    y: Option<f32>,
}

/// Nodes and links of what is asked for: the chart's, when entities were placed, else the whole board.
fn parts<'i>(input: &'i Input<'_>) -> (Vec<Node>, Vec<&'i Link>) {
    let s = &input.snapshot;
    let filter = &input.ask.filter;
    let placed: BTreeMap<EntityId, (f32, f32)> = input
        .ask
        .places
        .iter()
        .map(|p| (s.group_of(p.entity), (p.x as f32 / 64.0, p.y as f32 / 64.0)))
        .collect();
    let ids: BTreeSet<EntityId> = s
        .entities
        .iter()
        .map(|e| s.group_of(e.id))
        .filter(|id| placed.is_empty() || placed.contains_key(id))
        .filter(|id| !filter.hidden_kinds.contains(&input.kind_of(*id)))
        .collect();
    let nodes = ids
        .iter()
        .map(|id| Node {
            id: *id,
            kind: input.kind_of(*id),
            label: input.name(*id),
            x: placed.get(id).map(|p| p.0),
            y: placed.get(id).map(|p| p.1),
        })
        .collect();
    let links = s
        .links
        .iter()
        .filter(|l| ids.contains(&s.group_of(l.from_entity)) && ids.contains(&s.group_of(l.to_entity)))
        .filter(|l| !filter.hidden_links.contains(&l.kind))
        .filter(|l| {
            !filter.confirmed_only || l.by_hand || matches!(l.certainty, Certainty::Stated | Certainty::Confirmed)
        })
        .filter(|l| {
            within(&l.date, &filter.from, &filter.to) && (input.ask.at.is_empty() || within(&l.date, "", &input.ask.at))
        })
        .collect();
    (nodes, links)
}

fn failed(error: std::io::Error) -> Problem {
    Problem::new("export-failed", "a graph file", error.to_string(), "export again")
}

/// Text without the characters that XML 1.0 has no place for.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

type Xml = Writer<Vec<u8>>;

fn data(xml: &mut Xml, key: &str, value: &str) -> std::io::Result<()> {
    if !value.is_empty() {
        xml.create_element("data")
            .with_attribute(("key", key))
            .write_text_content(BytesText::new(&clean(value)))?;
    }
    Ok(())
}

/// Keys of GraphML: id, what it stands at, name, type.
const KEYS: &[(&str, &str, &str, &str)] = &[
    ("stamp", "graph", "stamp", "string"),
    ("label", "node", "label", "string"),
    ("kind", "node", "kind", "string"),
    ("x", "node", "x", "double"),
    ("y", "node", "y", "double"),
    ("relation", "edge", "kind", "string"),
    ("date", "edge", "date", "string"),
    ("certainty", "edge", "certainty", "string"),
    ("source", "edge", "source", "string"),
];

/// The graph as GraphML.
///
/// # Errors
/// None in memory; kept for the writer's sake.
pub fn graphml(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let (nodes, links) = parts(input);
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    write_graphml(input, &mut xml, &nodes, &links).map_err(failed)?;
    let mut out = xml.into_inner();
    out.push(b'\n');
    Ok(out)
}

fn write_graphml(input: &Input<'_>, xml: &mut Xml, nodes: &[Node], links: &[&Link]) -> std::io::Result<()> {
    let s = &input.snapshot;
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("graphml")
        .with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"))
        .write_inner_content(|xml| {
            for (id, of, name, kind) in KEYS {
                xml.create_element("key")
                    .with_attributes([("id", *id), ("for", *of), ("attr.name", *name), ("attr.type", *kind)])
                    .write_empty()?;
            }
            xml.create_element("graph")
                .with_attributes([("id", "case"), ("edgedefault", "directed")])
                .write_inner_content(|xml| {
                    data(xml, "stamp", &input.stamp.json())?;
                    for node in nodes {
                        xml.create_element("node")
                            .with_attribute(("id", node.id.to_string().as_str()))
                            .write_inner_content(|xml| {
                                data(xml, "label", &node.label)?;
                                data(xml, "kind", &node.kind)?;
                                data(xml, "x", &node.x.map_or_else(String::new, |v| v.to_string()))?;
                                data(xml, "y", &node.y.map_or_else(String::new, |v| v.to_string()))
                            })?;
                    }
                    for link in links {
                        let (id, from, to) = (
                            link.id.to_string(),
                            s.group_of(link.from_entity).to_string(),
                            s.group_of(link.to_entity).to_string(),
                        );
                        xml.create_element("edge")
                            .with_attributes([("id", id.as_str()), ("source", from.as_str()), ("target", to.as_str())])
                            .write_inner_content(|xml| {
                                data(xml, "relation", &link.kind)?;
                                data(xml, "date", &link.date)?;
                                data(xml, "certainty", link.certainty.as_str())?;
                                data(xml, "source", &say::place(s, link.source, link.record))
                            })?;
                    }
                    Ok(())
                })?;
            Ok(())
        })?;
    Ok(())
}

/// The graph as GEXF 1.3, with dates as start and end where they are known.
///
/// # Errors
/// None in memory; kept for the writer's sake.
pub fn gexf(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let (nodes, links) = parts(input);
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    write_gexf(input, &mut xml, &nodes, &links).map_err(failed)?;
    let mut out = xml.into_inner();
    out.push(b'\n');
    Ok(out)
}

fn attribute(xml: &mut Xml, id: &str, title: &str) -> std::io::Result<()> {
    xml.create_element("attribute")
        .with_attributes([("id", id), ("title", title), ("type", "string")])
        .write_empty()
        .map(|_| ())
}

fn value(xml: &mut Xml, of: &str, value: &str) -> std::io::Result<()> {
    if !value.is_empty() {
        xml.create_element("attvalue")
            .with_attributes([("for", of), ("value", clean(value).as_str())])
            .write_empty()?;
    }
    Ok(())
}

fn write_gexf(input: &Input<'_>, xml: &mut Xml, nodes: &[Node], links: &[&Link]) -> std::io::Result<()> {
    let s = &input.snapshot;
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = [
        ("xmlns", "http://gexf.net/1.3"),
        ("xmlns:viz", "http://gexf.net/1.3/viz"),
        ("version", "1.3"),
    ];
    xml.create_element("gexf")
        .with_attributes(root)
        .write_inner_content(|xml| {
            let day = input.stamp.created.get(..10).unwrap_or_default();
            xml.create_element("meta")
                .with_attribute(("lastmodifieddate", day))
                .write_inner_content(|xml| {
                    xml.create_element("creator")
                        .write_text_content(BytesText::new("Caseboard"))?;
                    xml.create_element("description")
                        .write_text_content(BytesText::new(&clean(&input.stamp.json())))?;
                    Ok(())
                })?;
            let graph = [
                ("mode", "dynamic"),
                ("defaultedgetype", "directed"),
                ("timeformat", "date"),
            ];
            xml.create_element("graph")
                .with_attributes(graph)
                .write_inner_content(|xml| {
                    xml.create_element("attributes")
                        .with_attributes([("class", "node"), ("mode", "static")])
                        .write_inner_content(|xml| attribute(xml, "kind", "kind"))?;
                    xml.create_element("attributes")
                        .with_attributes([("class", "edge"), ("mode", "static")])
                        .write_inner_content(|xml| {
                            attribute(xml, "relation", "kind")?;
                            attribute(xml, "date", "date")?;
                            attribute(xml, "certainty", "certainty")?;
                            attribute(xml, "source", "source")
                        })?;
                    xml.create_element("nodes")
                        .write_inner_content(|xml| nodes.iter().try_for_each(|n| gexf_node(xml, n)))?;
                    xml.create_element("edges")
                        .write_inner_content(|xml| links.iter().try_for_each(|l| gexf_edge(s, xml, l)))?;
                    Ok(())
                })?;
            Ok(())
        })?;
    Ok(())
}

fn gexf_node(xml: &mut Xml, node: &Node) -> std::io::Result<()> {
    let id = node.id.to_string();
    let label = clean(&node.label);
    xml.create_element("node")
        .with_attributes([("id", id.as_str()), ("label", label.as_str())])
        .write_inner_content(|xml| {
            xml.create_element("attvalues")
                .write_inner_content(|xml| value(xml, "kind", &node.kind))?;
            if let (Some(x), Some(y)) = (node.x, node.y) {
                let (x, y) = (x.to_string(), (-y).to_string());
                xml.create_element("viz:position")
                    .with_attributes([("x", x.as_str()), ("y", y.as_str())])
                    .write_empty()?;
            }
            Ok(())
        })?;
    Ok(())
}

fn gexf_edge(s: &crate::snapshot::Snapshot, xml: &mut Xml, link: &Link) -> std::io::Result<()> {
    let (id, from, to) = (
        link.id.to_string(),
        s.group_of(link.from_entity).to_string(),
        s.group_of(link.to_entity).to_string(),
    );
    let edtf = date::parse(&link.date).ok();
    let start = edtf
        .as_ref()
        .and_then(date::Edtf::earliest)
        .map(|t| t.date().to_string());
    let end = edtf.as_ref().and_then(date::Edtf::latest).map(|t| t.date().to_string());
    let mut element = xml.create_element("edge").with_attributes([
        ("id", id.as_str()),
        ("source", from.as_str()),
        ("target", to.as_str()),
        ("label", link.kind.as_str()),
    ]);
    if let Some(start) = &start {
        element = element.with_attribute(("start", start.as_str()));
    }
    if let Some(end) = &end {
        element = element.with_attribute(("end", end.as_str()));
    }
    element.write_inner_content(|xml| {
        xml.create_element("attvalues").write_inner_content(|xml| {
            value(xml, "relation", &link.kind)?;
            value(xml, "date", &link.date)?;
            value(xml, "certainty", link.certainty.as_str())?;
            value(xml, "source", &say::place(s, link.source, link.record))
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Columns of the entities' table.
pub const ENTITIES: &[&str] = &["id", "kind", "label", "sources", "links"];
/// Columns of the links' table.
pub const LINKS: &[&str] = &[
    "id",
    "from",
    "to",
    "kind",
    "from_label",
    "to_label",
    "date",
    "certainty",
    "source",
];

/// One row per entity (group).
///
/// # Errors
/// As `table::csv`.
pub fn entities_csv(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let s = &input.snapshot;
    let (nodes, links) = parts(input);
    let mut degree: BTreeMap<EntityId, u32> = BTreeMap::new();
    for end in links.iter().flat_map(|l| [l.from_entity, l.to_entity]) {
        *degree.entry(s.group_of(end)).or_default() += 1;
    }
    let rows: Vec<Vec<Cell>> = nodes
        .iter()
        .map(|n| {
            let places: BTreeSet<String> = s
                .members_of(n.id)
                .iter()
                .flat_map(|m| s.mentions_of_entity(*m))
                .map(|m| say::place(s, None, Some(m.record)))
                .collect();
            vec![
                Cell::Text(n.id.to_string()),
                Cell::Text(n.kind.clone()),
                Cell::Text(n.label.clone()),
                Cell::Text(places.into_iter().collect::<Vec<_>>().join("; ")),
                Cell::Number(f64::from(degree.get(&n.id).copied().unwrap_or_default())),
            ]
        })
        .collect();
    csv(ENTITIES, &rows)
}

/// One row per link.
///
/// # Errors
/// As `table::csv`.
pub fn links_csv(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let s = &input.snapshot;
    let (_, links) = parts(input);
    let rows: Vec<Vec<Cell>> = links
        .iter()
        .map(|l| {
            let (from, to) = (s.group_of(l.from_entity), s.group_of(l.to_entity));
            [
                l.id.to_string(),
                from.to_string(),
                to.to_string(),
                l.kind.clone(),
                input.name(from),
                input.name(to),
                l.date.clone(),
                l.certainty.as_str().to_owned(),
                say::place(s, l.source, l.record),
            ]
            .map(Cell::Text)
            .to_vec()
        })
        .collect();
    csv(LINKS, &rows)
}
