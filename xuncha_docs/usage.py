"""Chinese for what click itself says: headings of the help pages and errors of usage."""

import sys
from typing import Any

import click

_HEADINGS = {"Options": "选项", "Commands": "命令"}


class Formatter(click.HelpFormatter):
    """Help pages with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how to call."""
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
        for english, chinese in words.items():
            args = args.replace(english, chinese)
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """A heading with a full-width colon."""
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")


class Context(click.Context):
    """A context whose help pages are Chinese."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help page is Chinese."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, with Chinese help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本页"
        return option


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command


def explain(error: click.ClickException) -> str:
    """What is wrong with the call, in Chinese."""
    if isinstance(error, click.NoSuchOption):
        near = "、".join(error.possibilities or ())
        return f"没有选项 {error.option_name}" + (f"，是不是 {near}？" if near else "")
    if isinstance(error, click.MissingParameter):
        return f"缺少{_kind(error.param)} {_name(error.param)}"
    if isinstance(error, click.BadParameter):
        return f"{_kind(error.param)} {_name(error.param)}：{error.message}"
    for start, chinese in (("No such command ", "没有命令 "), ("Missing command", "请写一个命令")):
        if error.message.startswith(start):
            return chinese + error.message.removeprefix(start).strip(" .'")
    return _other(error)


def _other(error: click.ClickException) -> str:
    if "unexpected extra argument" in error.message:
        return "多出参数 " + error.message.split("(")[-1].strip(" ).") + "；含空格的内容要加引号"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面要写值"
    return error.message


def complain(error: click.ClickException) -> int:
    """Prints the error with the usage line to stderr; the exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code
    context = getattr(error, "ctx", None)
    if context is not None:
        sys.stderr.write(f"{context.get_usage()}\n帮助：{context.command_path} --help\n\n")
    sys.stderr.write(f"{explain(error)}\n")
    return error.exit_code


def _kind(param: click.Parameter | None) -> str:
    return "选项" if isinstance(param, click.Option) else "参数"


def _name(param: Any) -> str:
    if isinstance(param, click.Option):
        return "/".join(param.opts)
    return param.human_readable_name if param is not None else ""
