package unit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"vigie/internal/ledger"
	"vigie/internal/store"
)

const (
	linkLife    = 10 * time.Minute
	sessionLife = 10 * time.Hour
	sessionIdle = time.Hour
	newVisit    = 30 * time.Minute // a person back after this long is on a new visit
)

// ErrSignedOut says that a link or a session is unknown, used or expired.
var ErrSignedOut = errors.New("this sign-in link or session is unknown, already used, or has expired: ask for a new link")

// newToken makes a secret and the hash under which it is kept. The store never
// holds the secret, so that whoever reads the database can sign in as nobody.
func newToken() (secret string, hash []byte, err error) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", nil, err
	}
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashToken(secret), nil
}

func hashToken(secret string) []byte {
	h := sha256.Sum256([]byte("vigie token\n" + secret))
	return h[:]
}

// SignInLink makes a secret with which the person can sign in at the desk, once.
func (u *Unit) SignInLink(ctx context.Context, who Actor) (string, error) {
	secret, hash, err := newToken()
	if err != nil {
		return "", err
	}
	err = u.write(ctx, who, func(ctx context.Context, w *work) error {
		now := w.at.Unix()
		if err := w.InsertToken(ctx, store.Token{Hash: hash, Person: who.ID, Kind: "link", Expires: now + int64(linkLife.Seconds())}, now); err != nil {
			return err
		}
		_, err := w.record(ledger.SignIn, nil, map[string]any{"link": true})
		return err
	})
	return secret, err
}

// SignIn uses a link up and opens a session; it returns the session's secret.
func (u *Unit) SignIn(ctx context.Context, link string) (string, error) {
	secret, hash, err := newToken()
	if err != nil {
		return "", err
	}
	err = u.store.Write(ctx, func(t *store.Tx) error {
		k, err := t.Token(ctx, hashToken(link))
		if errors.Is(err, store.ErrNotFound) || err == nil && (k.Kind != "link" || k.Expires < time.Now().Unix()) {
			return ErrSignedOut
		}
		if err != nil {
			return err
		}
		if err := t.DeleteToken(ctx, k.Hash); err != nil {
			return err
		}
		p, err := t.Person(ctx, k.Person)
		if err != nil {
			return err
		}
		h, err := t.Head(ctx)
		if err != nil {
			return err
		}
		w := &work{Tx: t, u: u, who: actor(p), at: time.Now().UTC().Truncate(time.Millisecond), first: h.Size}
		now := w.at.Unix()
		if err := t.InsertToken(ctx, store.Token{Hash: hash, Person: p.ID, Kind: "session", Expires: now + int64(sessionLife.Seconds()), LastUsed: now}, now); err != nil {
			return err
		}
		p.LastVisit, p.ThisVisit = p.ThisVisit, now
		if err := t.UpdateVisit(ctx, p); err != nil {
			return err
		}
		if _, err := w.record(ledger.SignIn, nil, nil); err != nil {
			return err
		}
		return w.append(ctx)
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Session finds who a session's secret belongs to, and keeps it alive. It shows
// no report data, so it leaves no entry.
func (u *Unit) Session(ctx context.Context, secret string) (Actor, error) {
	hash := hashToken(secret)
	var k store.Token
	var p store.Person
	err := u.store.Read(ctx, func(t *store.Tx) error {
		var err error
		if k, err = t.Token(ctx, hash); err == nil {
			p, err = t.Person(ctx, k.Person)
		}
		if err == nil && p.Role == "" {
			return ErrSignedOut
		}
		return err
	})
	now := time.Now().Unix()
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && (k.Kind != "session" || k.Expires < now || k.LastUsed+int64(sessionIdle.Seconds()) < now):
		return Actor{}, ErrSignedOut
	case err != nil:
		return Actor{}, err
	}
	if now-k.LastUsed < 60 {
		return actor(p), nil // noted less than a minute ago: spare the disk
	}
	return actor(p), u.store.Write(ctx, func(t *store.Tx) error {
		if now-p.ThisVisit > int64(newVisit.Seconds()) {
			p.LastVisit = p.ThisVisit
		}
		p.ThisVisit = now
		if err := t.UpdateVisit(ctx, p); err != nil {
			return err
		}
		return t.UseToken(ctx, hash, now)
	})
}

// SignOut ends a session.
func (u *Unit) SignOut(ctx context.Context, who Actor, secret string) error {
	return u.write(ctx, who, func(ctx context.Context, w *work) error {
		if err := w.DeleteToken(ctx, hashToken(secret)); err != nil {
			return err
		}
		_, err := w.record(ledger.SignOut, nil, nil)
		return err
	})
}

// SetLang keeps the language that a person reads in.
func (u *Unit) SetLang(ctx context.Context, who Actor, lang string) error {
	if lang != "fr" && lang != "en" {
		return errors.New("the desk speaks French (fr) and English (en)")
	}
	return u.write(ctx, who, func(ctx context.Context, w *work) error {
		p, err := w.Person(ctx, who.ID)
		if err != nil {
			return err
		}
		p.Lang = lang
		if err := w.UpdateVisit(ctx, p); err != nil {
			return err
		}
		_, err = w.record(ledger.Settings, nil, map[string]any{"lang": lang})
		return err
	})
}
