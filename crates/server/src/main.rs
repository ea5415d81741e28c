//! The `forecourt` binary: configuration, wiring, commands.
//!
//! It holds no rule of the product: what a shop, a link or a page is, the crates below say. Start reading at
//! [`commands`], then [`commands::serve`] for how the parts come together, then [`http`] for a request's way in.

mod answered;
mod certificates;
mod commands;
mod dns;
mod failure;
mod health;
mod http;
mod keys;
mod layers;
mod listen;
mod logging;
mod meters;
mod presets;
mod say;
mod schema;
mod settings;
mod wiring;

use std::process::ExitCode;

use commands::Cli;

/// A page is a few thousand small allocations, and this allocator is made for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 done, 1 went wrong on the way, 2 refused with nothing done.
fn main() -> ExitCode {
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    // The TLS of every client in this process. It can only fail where one is installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say::err(format_args!("the runtime does not start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(failure) => {
            say::err(failure.sentence());
            failure.exit_code()
        }
    }
}
