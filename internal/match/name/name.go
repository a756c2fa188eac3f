// Package name compares the names of persons.
package name
