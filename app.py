"""The CDK app: settings from the context, one stack. It asks AWS nothing."""

import sys

from aws_cdk import App

from cdk.dependencies import UnusableEnvironmentError
from cdk.settings import InvalidSettingError, Settings
from cdk.stack import SagaStack
from statemachines.verify.report import LeakyMachine


def main() -> int:
    app = App()
    try:
        SagaStack(app, settings=Settings.from_context(app.node.try_get_context))
    except (InvalidSettingError, UnusableEnvironmentError, LeakyMachine) as error:
        print(error, file=sys.stderr)
        return 1
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
