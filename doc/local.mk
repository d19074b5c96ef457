dist_doc_DATA = README.md NEWS SECURITY.md
EXTRA_DIST += doc/add.md doc/architecture.md doc/threats.md
