"""xuncha_docs: a searchable knowledge base that feeds the documents of an inspection round."""
