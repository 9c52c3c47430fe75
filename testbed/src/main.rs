//! The commands behind `make demo`, `make up` and `make down`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = testbed::commands::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: starting the runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(cli.run());
    // A read from standard input cannot be cancelled, so it is not waited for.
    runtime.shutdown_background();
    code
}
