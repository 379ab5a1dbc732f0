//! The snapshot at 100,000 entities and 300,000 links: one edit to the next snapshot, against a rebuild.
//! `cargo bench --bench store`

use caseboard::model::entity::{Entity, Fact, Link};
use caseboard::model::{EntityId, FactId, LinkId, Uid};
use caseboard::snapshot::{Change, LoadedRow, Snapshot};

fn main() {
    divan::main();
}

const ENTITIES: u64 = 100_000;
const LINKS: u64 = 300_000;

fn uid(what: u8, n: u64) -> Uid {
    Uid::derive(&[&[what], &n.to_be_bytes()])
}
fn entity(n: u64) -> Entity {
    Entity {
        id: EntityId(uid(1, n)),
        kind: "company".into(),
        label: format!("Invented Farm {n} LLC"),
        ..Entity::default()
    }
}
fn rows() -> Vec<LoadedRow> {
    let mut rows: Vec<LoadedRow> = (0..ENTITIES).map(|n| LoadedRow::Entity(entity(n))).collect();
    rows.extend((0..LINKS).map(|n| {
        // A fixed stride walks all entities; a tenth of the links go to a hundred hubs.
        let (from, to) = (
            n.wrapping_mul(7919) % ENTITIES,
            if n % 10 == 0 {
                n % 100
            } else {
                n.wrapping_mul(104_729) % ENTITIES
            },
        );
        LoadedRow::Link(Link {
            id: LinkId(uid(2, n)),
            kind: "works_for".into(),
            from_entity: EntityId(uid(1, from)),
            to_entity: EntityId(uid(1, to)),
            ..Link::default()
        })
    }));
    rows
}

#[divan::bench(sample_count = 5)]
fn rebuild(bencher: divan::Bencher<'_, '_>) {
    let rows = rows();
    bencher
        .with_inputs(|| rows.clone())
        .bench_values(|rows| Snapshot::build(1, String::new(), rows.into_iter()));
}

#[divan::bench(sample_count = 200)]
fn one_edit(bencher: divan::Bencher<'_, '_>) {
    let snapshot = Snapshot::build(1, String::new(), rows().into_iter());
    let fact = Fact {
        id: FactId(uid(3, 1)),
        entity: EntityId(uid(1, 5)),
        field: "phone".into(),
        value: "575-555-0101".into(),
        ..Fact::default()
    };
    bencher.bench(|| {
        let label = LoadedRow::Entity(Entity {
            label: "Renamed LLC".into(),
            ..entity(77)
        });
        snapshot.refresh(
            2,
            String::new(),
            [
                Change {
                    table: "entity",
                    id: uid(1, 77),
                    now: Some(label),
                },
                Change {
                    table: "fact",
                    id: fact.id.0,
                    now: Some(LoadedRow::Fact(fact.clone())),
                },
            ]
            .into_iter(),
        )
    });
}

#[divan::bench(sample_count = 200)]
fn one_link(bencher: divan::Bencher<'_, '_>) {
    let snapshot = Snapshot::build(1, String::new(), rows().into_iter());
    bencher.bench(|| {
        let link = Link {
            id: LinkId(uid(4, 1)),
            kind: "owns".into(),
            from_entity: EntityId(uid(1, 9)),
            to_entity: EntityId(uid(1, 50)),
            ..Link::default()
        };
        snapshot.refresh(
            2,
            String::new(),
            std::iter::once(Change {
                table: "link",
                id: link.id.0,
                now: Some(LoadedRow::Link(link)),
            }),
        )
    });
}
