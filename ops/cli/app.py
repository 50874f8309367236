"""The command line: its commands, and nothing else. A further command is a further line here."""

from __future__ import annotations

import typer

from ops.cli.commands import list as list_
from ops.cli.commands import recover, retry, show, skip

app = typer.Typer(
    name="saga",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="See what sagas do, and decide where a person has to. "
    "Exit status: 0 done, 1 could not, 2 the command line is wrong.",
)

app.command("list", epilog=list_.EPILOG)(list_.list_sagas)
app.command("show", epilog=show.EPILOG)(show.show_saga)
app.command("retry", epilog=retry.EPILOG)(retry.retry_parked)
app.command("skip", epilog=skip.EPILOG)(skip.skip_parked)
app.command("recover", epilog=recover.EPILOG)(recover.recover_saga)
