// Package testenv finds what a test may use of the machine it runs on: a
// PostgreSQL server, a browser, an XML validator, the shared samples. What is
// not there is no failure: the test skips and says what was missing, and
// `make test` lists every skip with its reason. Tests alone import it.
package testenv
