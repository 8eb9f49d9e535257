"""An office's own Word templates, filled in.

environment: the sandbox, printing plain text · document: docxtpl, which puts it into the file · making: order to
document · trial: all mistakes at once, found by filling in sample data · child: these in a process under limits ·
filler: the side that asks, by an order.
docxtpl is LGPL-2.1: an optional dependency ([office]) that is imported and never copied; only `document` touches it.
"""
