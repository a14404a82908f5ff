//! Scripted faults: what a registry does wrong, when, and how often.

use super::answer::{Answer, header_name, header_value};

/// One scripted fault. Without [`status`](Fault::status) the true answer goes out, altered.
#[derive(Debug, Clone)]
pub struct Fault {
    method: String,
    path: String,
    skip: u32,
    times: Option<u32>,
    used: u32,
    effect: Effect,
}

/// What happens to a request that a fault fits.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    /// The connection ends without an answer.
    Close,
    /// The connection is reset without an answer.
    Reset,
    /// No answer comes while the registry lives.
    Hold,
    /// An answer instead of the true one, or the true one altered.
    Alter(Alteration),
}

/// What to change in an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Alteration {
    pub(super) status: Option<u16>,
    removed: Vec<String>,
    added: Vec<(String, Vec<u8>)>,
    body: Option<Vec<u8>>,
}

impl Effect {
    /// What a fault does, whatever the request and however often.
    pub(super) fn of(fault: Fault) -> Self {
        fault.effect
    }

    /// The word to wait for a second.
    pub(super) fn refusal() -> Self {
        Fault::on("*", "*")
            .status(429)
            .header("retry-after", "1")
            .effect
    }
}

impl Fault {
    /// A fault of requests with this method (`*` is any) and path. A path may end in `*`; it is compared with
    /// the query where it contains a `?`, and without it otherwise.
    pub fn on(method: &str, path: &str) -> Self {
        let effect = Effect::Alter(Alteration::default());
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            skip: 0,
            times: Some(1),
            used: 0,
            effect,
        }
    }

    /// Happens this often, instead of once.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Happens whenever it fits, and has to happen once at least.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Lets this many fitting requests pass first.
    pub fn after(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }

    /// Closes the connection without an answer.
    pub fn close(mut self) -> Self {
        self.effect = Effect::Close;
        self
    }

    /// Resets the connection without an answer.
    pub fn reset(mut self) -> Self {
        self.effect = Effect::Reset;
        self
    }

    /// Does not answer until the registry is dropped.
    pub fn hold(mut self) -> Self {
        self.effect = Effect::Hold;
        self
    }

    /// Answers with this status instead of truly, and with nothing but the headers and the body given here.
    pub fn status(self, status: u16) -> Self {
        self.alter(|alteration| alteration.status = Some(status))
    }

    /// Adds a header to the answer, beside others of its name.
    pub fn header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.alter(|alteration| {
            alteration
                .added
                .push((name.to_owned(), value.as_ref().to_vec()))
        })
    }

    /// Takes a header out of the answer.
    pub fn without_header(self, name: &str) -> Self {
        self.alter(|alteration| alteration.removed.push(name.to_owned()))
    }

    /// Gives a header of the answer another value.
    pub fn replace_header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.without_header(name).header(name, value)
    }

    /// Gives the answer this body; the length follows, a digest in the headers does not.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        self.alter(|alteration| alteration.body = Some(body.into()))
    }

    /// Changes the alteration, which replaces closing and holding.
    fn alter(mut self, change: impl FnOnce(&mut Alteration)) -> Self {
        let mut alteration = match self.effect {
            Effect::Alter(alteration) => alteration,
            Effect::Close | Effect::Reset | Effect::Hold => Alteration::default(),
        };
        change(&mut alteration);
        self.effect = Effect::Alter(alteration);
        self
    }

    /// Whether the method and the path are those of the fault.
    fn fits(&self, method: &str, target: &str) -> bool {
        let path = target.split('?').next().unwrap_or_default();
        let seen = if self.path.contains('?') {
            target
        } else {
            path
        };
        let path_fits = match self.path.strip_suffix('*') {
            Some(start) => seen.starts_with(start),
            None => seen == self.path,
        };
        path_fits && (self.method == "*" || self.method.eq_ignore_ascii_case(method))
    }

    fn exhausted(&self) -> bool {
        self.times.is_some_and(|times| self.used >= times)
    }

    /// What is left of it, as a sentence; nothing where it happened as scripted.
    fn unused(&self) -> Option<String> {
        let fulfilled = self.times.map_or(self.used > 0, |times| self.used == times);
        let times = self
            .times
            .map_or("at least once".to_owned(), |times| format!("{times} times"));
        let Self {
            method, path, used, ..
        } = self;
        (!fulfilled).then(|| {
            format!("the fault on {method} {path} was scripted {times} and happened {used} times")
        })
    }
}

impl Alteration {
    /// The answer after the change; the true one is made only where it is wanted.
    pub(super) fn apply(&self, truly: impl FnOnce() -> Answer) -> Answer {
        let mut answer = self.status.map_or_else(truly, Answer::new);
        for name in &self.removed {
            answer.headers.remove(header_name(name));
        }
        for (name, value) in &self.added {
            answer
                .headers
                .append(header_name(name), header_value(value));
        }
        answer.body = self.body.clone().unwrap_or(answer.body);
        answer
    }
}

/// The faults in the order in which they were scripted.
#[derive(Debug, Default)]
pub(super) struct Faults {
    scripted: Vec<Fault>,
}

impl Faults {
    /// Scripts one more.
    pub(super) fn add(&mut self, fault: Fault) {
        self.scripted.push(fault);
    }

    /// Uses up the first fault that fits the request and has its turn.
    pub(super) fn take(&mut self, method: &str, target: &str) -> Option<Effect> {
        for fault in self
            .scripted
            .iter_mut()
            .filter(|fault| fault.fits(method, target) && !fault.exhausted())
        {
            if fault.skip == 0 {
                fault.used += 1;
                return Some(fault.effect.clone());
            }
            fault.skip -= 1;
        }
        None
    }

    /// A sentence for each fault that did not happen as scripted.
    pub(super) fn unused(&self) -> Vec<String> {
        self.scripted.iter().filter_map(Fault::unused).collect()
    }
}
