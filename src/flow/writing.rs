//! The modes of writing: whether, in spite of which failures, and with which details.

/// The effect of a run on the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Write,
    /// It is reported (`--dry-run`).
    DryRun,
    /// It is reported, and no change may be needed (`--check`).
    Check,
    /// It is what is asked for (`outdated`).
    Outdated(OnOutdated),
}

/// The result of a run that finds the lock outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnOutdated {
    Report,
    /// It is a failure (`--exit-code`).
    Fail,
}

/// The rule for writing where some images failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    Stop,
    /// Nothing is written, nor is it where one was refused (`add`).
    AllOrNothing,
    /// What went well is written (`--keep-going`).
    KeepGoing,
}

/// The way in which the lock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    pub effect: Effect,
    pub on_failure: OnFailure,
    /// Whether changed images are asked for their labels (`--details`).
    pub wants_details: bool,
}
