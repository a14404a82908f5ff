//! The brackets around a place of a Jenkinsfile, and what they say of images.

/// The steps and agents that have an image of their own, which no registry is put before.
const CONTAINERS: [&str; 4] = [
    "containerTemplate",
    "dockerContainer",
    "dockerNode",
    "withDockerContainer",
];

/// What the brackets around a place belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HolderStep {
    /// `agent { … }`.
    Agent,
    /// `docker { … }` of an agent.
    Docker,
    /// A step that has an image.
    Container,
    Other,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    holder: HolderStep,
    /// What puts a registry before names in it.
    registry: Option<&'static str>,
}

/// The brackets of a file, of which some are open.
pub(super) struct Blocks {
    all: Vec<Block>,
    open: Vec<usize>,
    /// The pair that was closed last.
    closed: Option<usize>,
    /// The pair that opens next belongs to this registry.
    begins: Option<&'static str>,
}

impl Default for Blocks {
    fn default() -> Self {
        let file = Block {
            holder: HolderStep::Other,
            registry: None,
        };
        Self {
            all: vec![file],
            open: Vec::new(),
            closed: None,
            begins: None,
        }
    }
}

impl Blocks {
    /// The number of the innermost pair.
    pub(super) fn current(&self) -> usize {
        self.open.last().copied().unwrap_or_default()
    }

    pub(super) fn holder(&self) -> HolderStep {
        self.all[self.current()].holder
    }

    /// What puts a registry before names in a pair.
    pub(super) fn registry(&self, block: usize) -> Option<&'static str> {
        self.all[block].registry
    }

    /// Names in the innermost pair get a registry.
    pub(super) fn set_registry(&mut self, key: &'static str) {
        let current = self.current();
        self.all[current].registry = Some(key);
    }

    /// Names in the pair that opens next, and in the one right behind it, get a registry; without brackets, all that
    /// follow.
    pub(super) fn begin_registry(&mut self, has_brackets: bool, key: &'static str) {
        if has_brackets {
            self.begins = Some(key);
        } else {
            self.set_registry(key);
        }
    }

    /// Opens a pair, of which the token before it tells what it belongs to.
    pub(super) fn open(&mut self, bracket: &str, before: &str) {
        let outer = self.all[self.current()];
        // `step(…) { … }`
        let closed = self.closed.filter(|_| before == ")" && bracket == "{");
        let closed = closed.map(|closed| self.all[closed]);
        let holder = match before {
            "agent" => HolderStep::Agent,
            "docker" if outer.holder == HolderStep::Agent => HolderStep::Docker,
            "(" => outer.holder,
            _ if CONTAINERS.contains(&before) => HolderStep::Container,
            _ => HolderStep::Other,
        };
        let registry = self.begins.take().or(outer.registry);
        let registry = registry.or(closed.and_then(|closed| closed.registry));
        self.open.push(self.all.len());
        self.all.push(Block { holder, registry });
    }

    pub(super) fn close(&mut self) {
        self.closed = self.open.pop();
    }
}
