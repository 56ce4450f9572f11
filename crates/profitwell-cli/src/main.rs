//! `profitwell`: the ProfitWell REST API from the command line.
//!
//! ```text
//! main ─▶ args ─▶ run │ import │ export ─▶ connect ─▶ profitwell_api
//!                                       └▶ confirm, output, failure, files, signals
//! ```

mod args;
mod confirm;
mod connect;
mod export;
mod failure;
mod files;
mod import;
mod output;
mod run;
mod signals;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::{
    args::{Cli, Command, Common, Customers, Subscriptions},
    export::Start,
    failure::Failure,
    output::{Format, Output},
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(perform(cli));
            // Whoever interrupts twice does not wait for what is under way.
            runtime.shutdown_background();
            done
        }
        Err(error) => Err(Failure::new(failure::Exit::Other, "internal", error.to_string())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::say(format_args!("profitwell: {failure}"));
            ExitCode::from(failure.exit as u8)
        }
    }
}

async fn perform(cli: Cli) -> Result<(), Failure> {
    let Cli { common, command } = cli;
    let output = Output::new(format(&common)?);
    match command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "profitwell", &mut script);
            output.write(&String::from_utf8_lossy(&script))
        }
        Command::DemoServer => connect::serve_demo(common.rate_scale.unwrap_or(1)).await,
        Command::Subscriptions(Subscriptions::Import(import)) => import::run(&common, &import, &output).await,
        Command::Customers(Customers::Export { which, to, resume, overwrite }) => {
            let start = if resume { Start::Resume } else { Start::Anew { overwrite } };
            export::run(&common, which, &to, start, &output).await
        }
        command => run::run(&common, command, &output).await,
    }
}

fn format(common: &Common) -> Result<Option<Format>, Failure> {
    match (common.table, common.json, common.csv) {
        (false, false, false) => Ok(None),
        (true, false, false) => Ok(Some(Format::Table)),
        (false, true, false) => Ok(Some(Format::Json)),
        (false, false, true) => Ok(Some(Format::Csv)),
        _ => Err(Failure::usage("--table, --json, --csv: one of them")),
    }
}
