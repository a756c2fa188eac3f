// Command vigie is the whole program: see `vigie --help`.
package main

func main() {}
