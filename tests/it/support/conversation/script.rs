//! The file of a conversation as values.

use super::Ended;
use super::request::{self, Said};

/// A case.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// What `images.toml` names.
    pub(super) images: Vec<String>,
    /// The platforms that it declares.
    pub(super) platforms: Vec<String>,
    /// All other words on what there is before anything is asked: a name, and what follows it.
    pub(super) machine: Vec<(String, String)>,
    /// What is said.
    pub(super) exchanges: Vec<Exchange>,
    /// How it ends.
    pub(super) end: End,
}

/// A request and its answer.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    /// The line of the file that it begins in.
    pub(super) line: usize,
    /// It comes when all of earlier stages are over; those of one stage come in any order.
    pub(super) stage: usize,
    /// Its answer waits for all other requests of its stage.
    pub(super) is_held: bool,
    pub(super) request: Said,
    is_answered: bool,
    /// None where the connection is closed instead.
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<String>,
}

/// What the program leaves behind.
#[derive(Debug, Default)]
pub(super) struct End {
    exit: Option<i32>,
    locked: Vec<String>,
    says: Vec<String>,
    hides: Vec<String>,
}

/// A script of which some lines are read.
#[derive(Default)]
struct Reader {
    script: Script,
    /// Whether exchanges may come in any order here.
    is_any_order: bool,
    /// Whether they come before any of them is answered.
    is_together: bool,
    stage: usize,
}

impl Reader {
    /// Reads a line; `None` where nobody understands it.
    fn read(&mut self, number: usize, line: &str) -> Option<()> {
        let script = &mut self.script;
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (sign, line) {
            ("" | "#", _) => {}
            (_, "any order" | "together") => {
                self.is_any_order = true;
                self.is_together = line == "together";
                self.stage += 1;
            }
            (_, "in order") => (self.is_any_order, self.is_together) = (false, false),
            (">", _) => match rest.split_once(": ") {
                Some((name, value)) => script.exchanges.last_mut()?.request.header(name, value),
                None => {
                    self.stage += usize::from(!self.is_any_order);
                    let mut exchange = Exchange::new(number, self.stage, request::asked(rest)?);
                    exchange.is_held = self.is_together;
                    script.exchanges.push(exchange);
                }
            },
            (">>", _) => script.exchanges.last_mut()?.request.field(rest),
            ("<", _) => script.exchanges.last_mut()?.head(rest)?,
            ("<<", _) => script.exchanges.last_mut()?.body.push(rest.to_owned()),
            ("=", _) => script.end.read(rest)?,
            ("image", _) => script.images.push(rest.to_owned()),
            ("platforms", _) => script.platforms.extend(rest.split(' ').map(str::to_owned)),
            (word, _) => script.machine.push((word.to_owned(), rest.to_owned())),
        }
        Some(())
    }
}

impl Script {
    /// Reads a file; an error names the line.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader::default();
        for (number, line) in (1..).zip(text.lines()) {
            let understood = reader.read(number, line);
            understood.ok_or_else(|| format!("line {number} is not understood: {line}"))?;
        }
        reader.script.checked()
    }

    fn checked(self) -> Result<Self, String> {
        let unanswered = self.exchanges.iter().find(|exchange| !exchange.is_answered);
        match unanswered {
            Some(Exchange { line, .. }) => Err(format!("line {line}: it is not answered")),
            None if self.images.is_empty() => Err("no image is asked for".to_owned()),
            None if self.end.exit.is_none() => Err("it has no `= exit`".to_owned()),
            None => Ok(self),
        }
    }

    /// `images.toml`.
    pub(super) fn manifest(&self) -> String {
        let mut text = String::new();
        if !self.platforms.is_empty() {
            text += &format!("[defaults]\nplatforms = {:?}\n", self.platforms);
        }
        text += "[images]\n";
        for (number, image) in self.images.iter().enumerate() {
            text += &format!("image-{number:02} = ");
            text += &match image.split_once(' ') {
                Some((image, range)) => format!("{{ image = {image:?}, version = {range:?} }}\n"),
                None => format!("{image:?}\n"),
            };
        }
        text
    }

    /// What must not be seen on a screen: passwords in clear, and whatever is shown as it is sent.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        let logins = self.machine.iter().filter(|(word, _)| word == "login");
        let passwords = logins.filter_map(|(_, rest)| rest.split(' ').nth(2));
        self.exchanges
            .iter()
            .flat_map(|exchange| exchange.request.secrets())
            .chain(passwords)
    }
}

impl Exchange {
    fn new(line: usize, stage: usize, request: Said) -> Self {
        let (headers, body) = (Vec::new(), Vec::new());
        Self {
            line,
            stage,
            is_held: false,
            request,
            is_answered: false,
            status: None,
            headers,
            body,
        }
    }

    /// A line of the answer's head.
    fn head(&mut self, line: &str) -> Option<()> {
        match line.split_once(": ") {
            Some((name, value)) if self.is_answered => {
                self.headers.push((name.to_owned(), value.to_owned()))
            }
            _ if line == "closes" => self.is_answered = true,
            _ => (self.is_answered, self.status) = (true, Some(line.parse().ok()?)),
        }
        Some(())
    }
}

impl End {
    fn read(&mut self, line: &str) -> Option<()> {
        match line.split_once(' ')? {
            ("exit", code) => self.exit = Some(code.parse().ok()?),
            ("locked", digest) => self.locked.push(digest.to_owned()),
            ("says", words) => self.says.push(words.to_owned()),
            ("hides", words) => self.hides.push(words.to_owned()),
            _ => return None,
        }
        Some(())
    }

    /// What is other than the file says.
    pub(super) fn problems(&self, ended: &Ended) -> Vec<String> {
        let mut problems = Vec::new();
        if ended.outcome.code != self.exit {
            problems.push(format!(
                "exit {:?} was expected, {:?} came\n",
                self.exit, ended.outcome.code
            ));
        }
        let lock = ended.lock.as_deref().unwrap_or_default();
        let digests = lock
            .lines()
            .filter_map(|line| line.strip_prefix("digest = "));
        let locked: Vec<_> = digests.map(|digest| digest.trim_matches('"')).collect();
        if locked != self.locked {
            problems.push(format!(
                "locked was expected: {:?}\nlocked was:          {locked:?}\n",
                self.locked
            ));
        }
        let unsaid = self
            .says
            .iter()
            .filter(|words| !ended.outcome.stderr.contains(words.as_str()));
        problems.extend(unsaid.map(|words| format!("stderr does not say: {words}\n")));
        let shown = self
            .hides
            .iter()
            .filter(|words| ended.text.contains(words.as_str()));
        problems.extend(shown.map(|words| format!("it says all the same: {words}\n")));
        problems
    }
}
