"""What a stage's workflow says while it narrates its procedure: `ask` a question, `finish` the stage."""

from temporalio import workflow

from workflows.sleeper import Sleeper

with workflow.unsafe.imports_passed_through():
    from activities.finish_stage import FinishStageActivity
    from activities.open_step import OpenStepActivity
    from activities.refs import StageRef, StepRef
    from activities.tend_step import TendStepActivity
    from domain.procedure.models import WITHDRAWN
    from domain.process.view import StageView


class StageWorkflow(Sleeper):
    """
    The order of the questions is the domain's; a stage's `run` narrates it. Whatever it asks that is on record already
    is answered at once, so a run that is started anew goes through from the top.
    """

    @workflow.init
    def __init__(self, stage: StageRef) -> None:
        super().__init__(stage)
        self.stage = stage
        self.view = StageView(version=stage.seen)

    async def ask(self, question: str | None = None) -> str:
        """
        Put a question, or find that it was put, and wait for its settled outcome.

        :param question: its name; None: the only one of this stage
        :returns: the outcome; "withdrawn" where the stage is over before, or its procedure leaves the question out
        """
        if not self.over:
            step = StepRef(process=self.stage.process, stage=self.stage.stage, question=question)
            self.view = await self.look(OpenStepActivity.open_step, step)
        while not self.over and self.outcome(question) is None and self.is_asked(question):
            await self.rest(self.view.alarm, self.stage)
            self.view = await self.look(TendStepActivity.tend_step, self.stage)
        return self.outcome(question) or WITHDRAWN

    async def questions(self) -> tuple[str, ...]:
        """Look up the questions of this stage, in the order of its procedure."""
        self.view = await self.look(TendStepActivity.tend_step, self.stage)
        return self.view.questions

    async def finish(self) -> None:
        """Finish the stage: what follows from its outcome is the roadmap's."""
        while not self.view.ended:
            self.view = await self.look(FinishStageActivity.finish_stage, self.stage)
            if not self.view.ended:
                await self.rest(self.view.alarm, self.stage)

    @property
    def over(self) -> bool:
        """Nothing more is asked: the stage was ended or voided, or what it is about was withdrawn."""
        return self.view.ended or WITHDRAWN in self.view.outcomes.values()

    def is_asked(self, question: str | None) -> bool:
        """Whether the procedure has this question: of some kinds it may leave some out."""
        return question is None or question in self.view.questions

    def outcome(self, question: str | None) -> str | None:
        if question is not None:
            return self.view.outcomes.get(question)
        return next(iter(self.view.outcomes.values()), None)
