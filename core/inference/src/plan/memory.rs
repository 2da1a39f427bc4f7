//! Which values share memory: one that nothing reads any more makes room for the next.

use std::collections::BTreeMap;

use super::fuse::Unit;
use crate::graph::{Graph, Output, ValueId};

/// Memory for every value of a plan.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Numbers in each slot. The first is the input's and nobody else's.
    pub(super) sizes: Vec<usize>,
    of_value: BTreeMap<ValueId, usize>,
    free: Vec<usize>,
}

impl Slots {
    pub(super) fn new(input: usize) -> Self {
        Self { sizes: vec![input], of_value: BTreeMap::from([(0, 0)]), free: Vec::new() }
    }

    pub(super) fn of(&self, value: ValueId) -> Option<usize> {
        self.of_value.get(&value).copied()
    }

    /// A slot for a value of this size.
    pub(super) fn assign(&mut self, value: ValueId, size: usize) -> usize {
        let slot = self.borrow(size);
        self.of_value.insert(value, slot);
        slot
    }

    /// A slot that serves one step only: give it back after that.
    pub(super) fn borrow(&mut self, size: usize) -> usize {
        // The one that fits best; where none is large enough, the one that has to grow least.
        let misfit = |&&slot: &&usize| {
            let has = self.sizes.get(slot).copied().unwrap_or(0);
            (has < size, has.abs_diff(size))
        };
        if let Some(slot) = self.free.iter().min_by_key(misfit).copied() {
            self.free.retain(|&free| free != slot);
            if let Some(has) = self.sizes.get_mut(slot) {
                *has = size.max(*has);
            }
            slot
        } else {
            self.sizes.push(size);
            self.sizes.len() - 1
        }
    }

    pub(super) fn give_back(&mut self, slot: usize) {
        self.free.push(slot);
    }

    /// Frees the memory of a value; the input keeps its own.
    pub(super) fn release(&mut self, value: ValueId) {
        if value > 0
            && let Some(slot) = self.of_value.remove(&value)
        {
            self.free.push(slot);
        }
    }
}

/// For each unit, the values that nothing reads after it.
pub(super) fn last_reads(units: &[Unit], graph: &Graph) -> Vec<Vec<ValueId>> {
    let mut last = BTreeMap::new();
    for (index, unit) in units.iter().enumerate() {
        for value in unit.inputs.iter().chain(&unit.residual).chain([&unit.output]) {
            last.insert(*value, index);
        }
    }
    // Outputs are copied at the very end.
    for value in graph.outputs.iter().flat_map(Output::values) {
        last.remove(value);
    }
    let mut frees = vec![Vec::new(); units.len()];
    for (value, index) in last {
        if let Some(frees) = frees.get_mut(index) {
            frees.push(value);
        }
    }
    frees
}
