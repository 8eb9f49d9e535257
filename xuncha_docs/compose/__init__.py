"""From a round and the knowledge base to Markdown drafts; no Word.

selection  which focus points a unit gets, and why · context  plain values for a template ·
outline  questions for a role · requests  one list of documents to ask for ·
templates  files -> Template · syntax  what is wrong with its Jinja ·
word_file, word_paragraphs, word_tags  an office's own Word template as Jinja ·
framing  which parts of a frame go together · declarations  what a template reads, against its scope ·
values  what a template may meet · environment  the one Jinja environment · render  Template + Context -> Draft.
"""
