//! Output of commands: the one place that prints.

use std::fmt::Display;
use std::io::Write;

/// A line on standard output, at once: others wait for it.
pub(crate) fn out(line: impl Display) {
    let mut out = std::io::stdout().lock();
    // A closed standard output is no reason to fail.
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// A line on standard error.
pub(crate) fn err(line: impl Display) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}
