"""From records to hits: what is in the knowledge base, ranked for a query, with the place it stands.

analyzer  text -> grams and words · variants  Traditional characters · documents  record -> documents ·
scoring  postings -> scores · syntax  query text -> tree · filters  which records may answer · routes  named texts ·
highlight  where and why · query  tree -> hits · generations  folders of one index · building  fills them ·
index  opens the index, built anew or brought up to date where needed · evidence  hit -> quotation.

Only this package touches Whoosh and jieba.
"""
