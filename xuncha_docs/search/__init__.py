"""From records to hits: what is in the knowledge base, ranked for a query, with the place it stands.

analyzer  text -> grams · variants  Traditional characters · words  query -> words · documents  record -> documents ·
arrays  postings, memory-mapped · validity  when texts bind · entries  what else is kept of a record · corpus  all
segments · syntax  query text -> tree · filters  who may answer · routes  named texts · titles  names only · ranking
the recipe · query  tree -> hits · highlight  where and why · facets  answers counted · suggestions  misspelt words ·
similar  articles alike · basis  conduct -> articles · generations  folders of one index · state  what one was built
from · building  fills them · index  opens the index, built anew or brought up to date where needed · evidence  hit ->
quotation.

Only this package touches Whoosh and jieba.
"""
