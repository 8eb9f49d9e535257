"""The layout check of any .docx against GB/T 9704—2012 and GB/T 33476.2—2016: 65 checks.

reader (walking, sheets; cascade: effective properties; elements) → model · pages: what LibreOffice renders, measured ·
verdicts: what a check is · the checks, in modules by what they read · registry: all of them · report: Problems.
"""
