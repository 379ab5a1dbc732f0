//! A compact undirected adjacency: nodes are 0..n, neighbours of each in ascending order, no loops,
//! no parallel edges. Must not know what a node stands for.

/// Neighbour lists in one array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csr {
    offsets: Vec<u32>,
    targets: Vec<u32>,
}

/// Distance to a node that can't be reached.
pub const UNREACHED: u32 = u32::MAX;

impl Csr {
    /// From edges in any order; loops, repeats and ends beyond `n` are left out.
    pub fn new(n: usize, edges: &[(u32, u32)]) -> Csr {
        let mut both: Vec<(u32, u32)> = Vec::with_capacity(edges.len() * 2);
        for &(a, b) in edges {
            if a != b && (a as usize) < n && (b as usize) < n {
                both.push((a, b));
                both.push((b, a));
            }
        }
        both.sort_unstable();
        both.dedup();
        let mut offsets = vec![0u32; n + 1];
        for &(a, _) in &both {
            offsets[a as usize + 1] += 1;
        }
        for i in 0..n {
            offsets[i + 1] += offsets[i];
        }
        Csr {
            offsets,
            targets: both.into_iter().map(|(_, b)| b).collect(),
        }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Number of edges.
    pub fn edge_count(&self) -> usize {
        self.targets.len() / 2
    }
    pub fn neighbours(&self, node: u32) -> &[u32] {
        let at = node as usize;
        &self.targets[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }
    pub fn degree(&self, node: u32) -> usize {
        self.neighbours(node).len()
    }
    /// Each edge once, the smaller end first.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.len() as u32)
            .flat_map(move |a| self.neighbours(a).iter().filter(move |b| a < **b).map(move |b| (a, *b)))
    }

    /// Steps from `source` to every node, `UNREACHED` where there is no way. `queue` is working space.
    pub fn distances(&self, source: u32, out: &mut Vec<u32>, queue: &mut Vec<u32>) {
        out.clear();
        out.resize(self.len(), UNREACHED);
        queue.clear();
        out[source as usize] = 0;
        queue.push(source);
        let mut at = 0;
        while at < queue.len() {
            let node = queue[at];
            at += 1;
            let next = out[node as usize] + 1;
            for &to in self.neighbours(node) {
                if out[to as usize] == UNREACHED {
                    out[to as usize] = next;
                    queue.push(to);
                }
            }
        }
    }

    /// Connected components, the largest first, ties by smallest node; nodes ascending.
    pub fn components(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.len()];
        let mut out: Vec<Vec<u32>> = Vec::new();
        for start in 0..self.len() as u32 {
            if seen[start as usize] {
                continue;
            }
            seen[start as usize] = true;
            let mut component = vec![start];
            let mut at = 0;
            while at < component.len() {
                for &to in self.neighbours(component[at]) {
                    if !seen[to as usize] {
                        seen[to as usize] = true;
                        component.push(to);
                    }
                }
                at += 1;
            }
            component.sort_unstable();
            out.push(component);
        }
        out.sort_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
        out
    }

    /// The graph on some of the nodes, renumbered in the order given.
    pub fn induced(&self, nodes: &[u32]) -> Csr {
        let mut place = vec![UNREACHED; self.len()];
        for (at, &node) in nodes.iter().enumerate() {
            place[node as usize] = at as u32;
        }
        let mut offsets = vec![0u32; nodes.len() + 1];
        let mut targets = Vec::new();
        for (at, &node) in nodes.iter().enumerate() {
            let start = targets.len();
            targets.extend(
                self.neighbours(node)
                    .iter()
                    .map(|t| place[*t as usize])
                    .filter(|t| *t != UNREACHED),
            );
            targets[start..].sort_unstable();
            offsets[at + 1] = targets.len() as u32;
        }
        Csr { offsets, targets }
    }
}
