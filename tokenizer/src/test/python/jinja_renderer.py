"""Renders templates exactly as transformers' apply_chat_template does, at a fixed time."""

import datetime

import jinja2
import transformers
from transformers.utils import chat_template_utils

VERSIONS = {"jinja2": jinja2.__version__, "transformers": transformers.__version__}
NOW = datetime.datetime(2026, 3, 7, 9, 5, 4)


class FixedTime(datetime.datetime):
    """Stands in for the clock that strftime_now reads."""

    @classmethod
    def now(cls, tz=None):
        return NOW


chat_template_utils.datetime = FixedTime


def render(source, variables):
    """The rendered text, or the kind of the error and its message."""
    try:
        template = chat_template_utils._compile_jinja_template(source)
        return {"text": template.render(**variables)}
    except jinja2.exceptions.UndefinedError as error:
        return {"error": "UNDEFINED", "message": str(error)}
    except (jinja2.exceptions.TemplateSyntaxError, SyntaxError) as error:
        return {"error": "SYNTAX", "message": str(error)}
    except jinja2.exceptions.TemplateError as error:
        own = type(error) is jinja2.exceptions.TemplateError
        return {"error": "RAISED" if own else "RUNTIME", "message": str(error)}
    except (TypeError, ValueError, AttributeError, ArithmeticError, LookupError, AssertionError) as error:
        return {"error": "RUNTIME", "message": str(error)}
    except RecursionError as error:
        return {"error": "LIMIT", "message": str(error)}
