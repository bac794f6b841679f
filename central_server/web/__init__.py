"""The province's web pages: server-rendered, without a build step, readable without scripts."""
