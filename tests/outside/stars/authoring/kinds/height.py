"""How a question for somebody's height is edited."""

from intake_forms.authoring.blocks import QuestionBlock


class HeightBlock(QuestionBlock):
    """A height."""

    class Meta:
        icon = "arrows-up-down"
        label = "Height"


BLOCK = HeightBlock
