"""From records to hits: what is in the knowledge base, ranked for a query, with the place it stands.

analyzer  text -> grams and words · variants  Traditional characters · documents  record -> documents ·
scoring  postings -> scores · syntax  query text -> tree · filters  which records may answer ·
query  tree -> hits · index  builds, refreshes and opens the Whoosh index · evidence  hit -> quotation.
Only this package touches Whoosh and jieba.
"""
