package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
)

// Person is someone who acts at the desk or on the command line.
type Person struct {
	ID        string
	Name      string
	Role      string // empty once the enrolment has ended
	Lang      string
	Enrolled  int64 // Unix milliseconds
	LastVisit int64 // Unix seconds: when the visit before this one ended
	ThisVisit int64 // Unix seconds: the last page of the present visit
}

func (t *Tx) people(ctx context.Context, q string, args ...any) ([]Person, error) {
	var out []Person
	err := t.each(ctx, func(r *sql.Rows) error {
		var p Person
		err := r.Scan(&p.ID, &p.Name, &p.Role, &p.Lang, &p.Enrolled, &p.LastVisit, &p.ThisVisit)
		out = append(out, p)
		return err
	}, "SELECT id, name, role, lang, enrolled, last_visit, this_visit FROM person "+q, args...)
	return out, err
}

// People lists everyone who is or was enrolled, in order of enrolment.
func (t *Tx) People(ctx context.Context) ([]Person, error) {
	ps, err := t.people(ctx, "")
	// Sorted here: a server orders text by its own language.
	slices.SortFunc(ps, func(a, b Person) int {
		return cmp.Or(cmp.Compare(a.Enrolled, b.Enrolled), strings.Compare(a.ID, b.ID))
	})
	return ps, err
}

// Person finds one; ErrNotFound when there is none.
func (t *Tx) Person(ctx context.Context, id string) (Person, error) {
	ps, err := t.people(ctx, "WHERE id=$1", id)
	if err == nil && len(ps) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Person{}, err
	}
	return ps[0], nil
}

// InsertPerson enrols someone.
func (t *Tx) InsertPerson(ctx context.Context, p Person) error {
	_, err := t.Exec(ctx, "INSERT INTO person (id, name, role, lang, enrolled) VALUES ($1, $2, $3, $4, $5)", p.ID, p.Name, p.Role, p.Lang, p.Enrolled)
	return err
}

// EnrolAnew writes name, role, language and time of someone's enrolment: another one,
// or, with no role, its end.
func (t *Tx) EnrolAnew(ctx context.Context, p Person) error {
	_, err := t.Exec(ctx, "UPDATE person SET name=$2, role=$3, lang=$4, enrolled=$5 WHERE id=$1", p.ID, p.Name, p.Role, p.Lang, p.Enrolled)
	return err
}

// UpdateVisit writes a person's visits and language.
func (t *Tx) UpdateVisit(ctx context.Context, p Person) error {
	_, err := t.Exec(ctx, "UPDATE person SET lang=$2, last_visit=$3, this_visit=$4 WHERE id=$1", p.ID, p.Lang, p.LastVisit, p.ThisVisit)
	return err
}

// Token is a sign-in link or a signed-in browser, by the hash of its secret.
type Token struct {
	Hash     []byte
	Person   string
	Kind     string // "link" or "session"
	Expires  int64  // Unix seconds
	LastUsed int64
}

// Token finds one; ErrNotFound when there is none.
func (t *Tx) Token(ctx context.Context, hash []byte) (k Token, err error) {
	k.Hash = hash
	err = t.one(ctx, []any{&k.Person, &k.Kind, &k.Expires, &k.LastUsed}, "SELECT person, kind, expires, last_used FROM session WHERE token=$1", hash)
	return k, err
}

// InsertToken adds one, and removes those that have expired.
func (t *Tx) InsertToken(ctx context.Context, k Token, now int64) error {
	if _, err := t.Exec(ctx, "DELETE FROM session WHERE expires<$1", now); err != nil {
		return err
	}
	_, err := t.Exec(ctx, "INSERT INTO session (token, person, kind, expires, last_used) VALUES ($1, $2, $3, $4, $5)", k.Hash, k.Person, k.Kind, k.Expires, k.LastUsed)
	return err
}

// UseToken notes that a session was used.
func (t *Tx) UseToken(ctx context.Context, hash []byte, now int64) error {
	_, err := t.Exec(ctx, "UPDATE session SET last_used=$2 WHERE token=$1", hash, now)
	return err
}

// DeleteToken removes one: a link is used once, a session ends.
func (t *Tx) DeleteToken(ctx context.Context, hash []byte) error {
	_, err := t.Exec(ctx, "DELETE FROM session WHERE token=$1", hash)
	return err
}

// DeleteTokensOf removes all of a person's links and sessions.
func (t *Tx) DeleteTokensOf(ctx context.Context, person string) error {
	_, err := t.Exec(ctx, "DELETE FROM session WHERE person=$1", person)
	return err
}

// SignedIn says whether any session was used since a time, Unix seconds.
func (t *Tx) SignedIn(ctx context.Context, since int64) (bool, error) {
	var n int64
	err := t.one(ctx, []any{&n}, "SELECT count(*) FROM session WHERE kind='session' AND last_used>=$1", since)
	return n > 0, err
}
