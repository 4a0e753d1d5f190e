"""How a question for stars is edited."""

from intake_forms.authoring.blocks import QuestionBlock


class StarsBlock(QuestionBlock):
    """Stars."""

    class Meta:
        icon = "pick"
        label = "Stars"


BLOCK = StarsBlock
