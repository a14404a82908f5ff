//! How a command writes: whether, in spite of which failures, and with which details.

/// What becomes of the new lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is written.
    Write,
    /// It is reported (`--dry-run`).
    DryRun,
    /// It is reported, and no change may be needed (`--check`).
    Check,
    /// It is what is asked for (`outdated`).
    Outdated(OnOutdated),
}

/// What becomes of a run that finds the lock outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnOutdated {
    /// It is told.
    Report,
    /// It is a failure (`--exit-code`).
    Fail,
}

/// Whether changed images are asked what they say of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailMode {
    /// They are (`--details`).
    Asked,
    /// They are not.
    Left,
}

/// What becomes of the new lock where some images failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// Nothing is written.
    Stop,
    /// Nothing is written, nor is it where one was refused (`add`).
    AllOrNothing,
    /// What went well is written (`--keep-going`).
    KeepGoing,
}

/// How the lock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// Whether it is.
    pub effect: Effect,
    /// Whether it is in spite of failures.
    pub on_failure: OnFailure,
    /// What is asked beside digests.
    pub details: DetailMode,
}
