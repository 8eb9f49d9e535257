"""From files to records: pure values, no search, no Word.

records  the types · citation  addresses in a regulation · provisions  text -> articles ·
reader  one file -> records · store  compiled records · library  all records by id, versions, resolve ·
comparison, history  versions side by side · references, citing  what a text cites and who cites it.
"""
