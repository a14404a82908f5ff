//! Variables that other files set: those of files such as `.env`, as a compose file sees them, and those of a module of
//! Terraform.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

/// The variables that files set for another one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Variables(BTreeMap<String, FileVariable>);

/// The value of a variable, which may be a secret: `{:?}` does not show it either.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SetValue(String);

impl From<&str> for SetValue {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl Deref for SetValue {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SetValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SetValue(…)")
    }
}

/// What all files of a directory that is a module of Terraform say together
/// (<https://developer.hashicorp.com/terraform/language/files#directories-and-modules>).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ModuleScope {
    /// The defaults of variables, and local values, as templates: `var.tag`, `local.image`.
    pub(super) variables: Variables,
    /// The number of places that name each of them.
    pub(super) uses: BTreeMap<String, usize>,
    /// Whether all of its files could be read.
    pub(super) is_whole: bool,
}

/// A variable that a file sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileVariable {
    /// The value; `None` where files set different ones, or something else decides it.
    pub(super) value: Option<SetValue>,
    /// The first file that sets it, as it is shown, if that is known.
    pub(super) file: Option<String>,
    /// Whether it is one image wherever it is used, which is mentioned where it is set.
    pub(super) is_image: bool,
}

impl Variables {
    pub(super) fn get(&self, name: &str) -> Option<&FileVariable> {
        self.0.get(name)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the value that one of the files sets last. What another one sets otherwise is known to nobody.
    pub(super) fn take(&mut self, name: &str, value: Option<&str>, file: Option<&str>) {
        let known = self.0.get_mut(name);
        match known {
            Some(known) if known.value.as_deref() == value => {}
            Some(known) => known.value = None,
            None => {
                let value = value.map(SetValue::from);
                let file = file.map(str::to_owned);
                let variable = FileVariable {
                    value,
                    file,
                    is_image: false,
                };
                self.0.insert(name.to_owned(), variable);
            }
        }
    }

    /// Takes what is mentioned where it is set.
    pub(super) fn take_image(&mut self, name: &str) {
        if let Some(known) = self.0.get_mut(name) {
            known.is_image = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::scan::dotenv::assignments;

    #[test]
    fn no_value_is_shown_by_what_has_it() {
        let mut variables = Variables::default();
        variables.take("A", Some("hunter2"), Some(".env"));
        let text = "A=hunter2\nB=${A}x\n";
        let module = ModuleScope {
            variables: variables.clone(),
            ..ModuleScope::default()
        };
        let shown = [
            format!("{variables:?}"),
            format!("{module:?}"),
            format!("{:?}", assignments(text)),
            format!("{:?}", Source::new(".env", text)),
        ];
        for shown in shown {
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
