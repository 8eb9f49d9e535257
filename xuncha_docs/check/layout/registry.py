"""All checks, in the order of their numbers."""

from xuncha_docs.check.layout import (
    footers,
    form,
    page_setup,
    punctuation,
    rendered_marks,
    rendered_text,
    soundness,
    tables,
    text_styles,
)

CHECKS = tuple(
    sorted(
        (
            *page_setup.CHECKS,
            *text_styles.CHECKS,
            *form.CHECKS,
            *footers.CHECKS,
            *tables.CHECKS,
            *punctuation.CHECKS,
            *soundness.CHECKS,
            *rendered_text.CHECKS,
            *rendered_marks.CHECKS,
        ),
        key=lambda check: check.number,
    )
)
