"""All checks, in the order of their numbers."""

from xuncha_docs.check.layout import (
    footers,
    form,
    page_setup,
    text_styles,
)

CHECKS = tuple(
    sorted(
        (
            *page_setup.CHECKS,
            *text_styles.CHECKS,
            *form.CHECKS,
            *footers.CHECKS,
        ),
        key=lambda check: check.number,
    )
)
