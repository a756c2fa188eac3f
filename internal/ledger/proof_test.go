package ledger

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func TestProofs(t *testing.T) {
	ctx := context.Background()
	l, v := testLog(t)
	rapid.Check(t, func(rt *rapid.T) {
		m := &Memory{}
		old := rapid.IntRange(1, 600).Draw(rt, "old")
		mustAppend(t, l, m, readings(0, old)...)
		saved := m.State.Checkpoint
		mustAppend(t, l, m, readings(old, rapid.IntRange(0, 600).Draw(rt, "more"))...)

		i := rapid.Int64Range(0, m.State.Size-1).Draw(rt, "index")
		proof, err := Prove(ctx, m, i)
		if err != nil {
			rt.Fatal(err)
		}
		at, tree, err := CheckProof(proof, m.Entries[i].Leaf, v)
		if err != nil || at != i || tree.Size != m.State.Size {
			rt.Fatalf("proof of %d gives %d, %v", i, at, err)
		}
		if j := (i + 1) % m.State.Size; j != i {
			if _, _, err := CheckProof(proof, m.Entries[j].Leaf, v); err == nil {
				rt.Fatal("the proof holds for another leaf")
			}
		}
		bad := bytes.Clone(proof)
		k := rapid.IntRange(0, len(bad)*8-1).Draw(rt, "bit")
		bad[k/8] ^= 1 << (k % 8)
		if at, _, err := CheckProof(bad, m.Entries[i].Leaf, v); err == nil && (at != i || !sameButSpelling(bad, proof)) {
			rt.Fatalf("bit %d changed and the proof holds", k)
		}

		cons, err := ProveConsistency(ctx, m, int64(old))
		if err != nil {
			rt.Fatal(err)
		}
		if tree, err := CheckConsistency(cons, saved, v); err != nil || tree.Size != m.State.Size {
			rt.Fatalf("consistency from %d: %v", old, err)
		}
		bad = bytes.Clone(cons)
		k %= len(bad) * 8
		bad[k/8] ^= 1 << (k % 8)
		if _, err := CheckConsistency(bad, saved, v); err == nil && !sameButSpelling(bad, cons) {
			rt.Fatalf("bit %d changed and the consistency proof holds", k)
		}
	})
}

// sameButSpelling says whether two proofs differ only in the last bits of the
// signature's base64, which carry nothing (C2SP reads base64 leniently).
func sameButSpelling(a, b []byte) bool {
	i := bytes.LastIndexByte(b, ' ')
	return bytes.Equal(a[:i], b[:i]) && bytes.Equal(a[:len(a)-3], b[:len(b)-3])
}

func TestProofsRefuse(t *testing.T) {
	ctx := context.Background()
	m, l, _, _ := sample(t)
	_, v, _ := testKey(t, 7)
	for _, i := range []int64{-1, 620, 1 << 40} {
		if _, err := Prove(ctx, m, i); err == nil {
			t.Errorf("proof of entry %d", i)
		}
		if _, err := ProveConsistency(ctx, m, i+1); i != -1 && err == nil {
			t.Errorf("consistency from %d", i+1)
		}
	}
	if _, err := Prove(ctx, &Memory{}, 0); err == nil {
		t.Error("proof out of an empty ledger")
	}
	c := m.Clone()
	c.Nodes[0].Data[0] ^= 1
	if _, err := Prove(ctx, c, 1); !errors.Is(err, ErrDamaged) {
		t.Errorf("damaged tile: %v", err)
	}
	if _, err := ProveConsistency(ctx, c, 5); !errors.Is(err, ErrDamaged) {
		t.Errorf("damaged tile: %v", err)
	}

	// From nothing, to itself, from a rewritten one, to a shorter one.
	whole, _ := ProveConsistency(ctx, m, 620)
	if _, err := CheckConsistency(whole, m.State.Checkpoint, v); err != nil {
		t.Error(err)
	}
	zero, _ := ProveConsistency(ctx, m, 0)
	empty, _ := l.sign(Tree{testOrigin, 0, new(edge).root()})
	if _, err := CheckConsistency(zero, empty, v); err != nil {
		t.Error(err)
	}
	other := &Memory{}
	l.Rand = nil
	mustAppend(t, l, other, readings(0, 100)...)
	from100, _ := ProveConsistency(ctx, m, 100)
	if _, err := CheckConsistency(from100, other.State.Checkpoint, v); err == nil {
		t.Error("another history is consistent")
	}
	from50, _ := ProveConsistency(ctx, other, 50)
	if _, err := CheckConsistency(from50, m.State.Checkpoint, v); err == nil {
		t.Error("a proof from another size was accepted")
	}

	good, _ := Prove(ctx, m, 7)
	with := strings.Replace(string(good), "index", "extra aGVsbG8=\nindex", 1)
	if _, _, err := CheckProof([]byte(with), m.Entries[7].Leaf, v); err != nil {
		t.Errorf("extra line: %v", err)
	}
	for _, bad := range []string{
		"", "c2sp.org/tlog-proof@v1\n", strings.Replace(string(good), "@v1", "@v2", 1),
		strings.Replace(string(good), "index 7", "index 07", 1), strings.Replace(string(good), "index 7", "index 8", 1),
		strings.Replace(string(good), "index 7\n", "index 7\n\n", 1), strings.Replace(with, "aGVs", "a-Vs", 1),
	} {
		if _, _, err := CheckProof([]byte(bad), m.Entries[7].Leaf, v); err == nil {
			t.Errorf("accepted: %.60q", bad)
		}
	}
	_, foreign, _ := testKey(t, 9)
	if _, _, err := CheckProof(good, m.Entries[7].Leaf, foreign); err == nil {
		t.Error("accepted under another key")
	}
}

// Consistency proofs of Google's certificate-transparency reference tests.
func TestConsistencyOfCertificateTransparency(t *testing.T) {
	hash := func(s string) (h tlog.Hash) {
		if _, err := hex.Decode(h[:], []byte(s)); err != nil {
			t.Fatal(err)
		}
		return h
	}
	s, v, _ := testKey(t, 7)
	l := &Log{Origin: testOrigin, Signer: s}
	for _, c := range []struct {
		old, size int64
		path      []string
	}{
		{1, 1, nil},
		{1, 8, []string{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
		{6, 8, []string{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
		{2, 5, []string{"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
	} {
		// A Cellar with these leaves: the proof it gives must be theirs.
		m := &Memory{}
		var g edge
		for _, x := range ctLeaves[:c.size] {
			leaf, _ := hex.DecodeString(x)
			_ = g.push(tlog.RecordHash(leaf), func(int, int64, []byte) error { return nil })
		}
		_ = g.partial(func(level int, n int64, data []byte) error {
			m.Nodes = append(m.Nodes, Tile{level, n, data})
			return nil
		})
		m.State.Size = c.size
		m.State.Checkpoint, _ = l.sign(Tree{testOrigin, c.size, hash(ctRoots[c.size])})
		var path []tlog.Hash
		for _, p := range c.path {
			path = append(path, hash(p))
		}
		want := appendPath([]byte("old "+string(rune('0'+c.old))+"\n"), path, m.State.Checkpoint)
		got, err := ProveConsistency(context.Background(), m, c.old)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("from %d to %d: %v\n%s\nwant\n%s", c.old, c.size, err, got, want)
		}
		older, _ := l.sign(Tree{testOrigin, c.old, hash(ctRoots[c.old])})
		if _, err := CheckConsistency(got, older, v); err != nil {
			t.Error(err)
		}
	}
}

func TestCheckpointsOthersWrote(t *testing.T) {
	// A tree of Go's checksum database, from the documentation of C2SP's
	// tlog-checkpoint, and the key that Go publishes.
	v, err := note.NewVerifier("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
	if err != nil {
		t.Fatal(err)
	}
	cp := "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
		"— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
	n, err := note.Open([]byte(cp), note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := ParseTree(n.Text)
	if err != nil || tree.Size != 20852163 || tree.Origin != "go.sum database tree" || tree.Text() != n.Text {
		t.Errorf("%+v, %v", tree, err)
	}
	if _, err := OpenCheckpoint([]byte(cp), v); err == nil {
		t.Error("origin is not the key's name, and it was accepted")
	}
}

func TestCheckpointForms(t *testing.T) {
	root := strings.Repeat("A", 43) + "="
	for _, ok := range []string{"o\n0\n" + root + "\n", "o p\n12\n" + root + "\nextension\n"} {
		if _, err := ParseTree(ok); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for _, bad := range []string{
		"", "\n", "o\n1\n", "o\n1\n" + root, "\n1\n" + root + "\n", "o\n01\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n-1\n" + root + "\n",
		"o\n9223372036854775807\n" + root + "\n", "o\n4611686018427387904\n" + root + "\n", "o\n1\n" + root[1:] + "\n",
		"o\n1\n" + root[:42] + "B=\n", "o\n1\n" + root + "\n\n", "o\n1\n" + root + "\n\nx\n",
	} {
		if _, err := ParseTree(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestNewKey(t *testing.T) {
	skey, vkey, err := NewKey(testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	s, err1 := note.NewSigner(skey)
	v, err2 := note.NewVerifier(vkey)
	if err1 != nil || err2 != nil || s.KeyHash() != v.KeyHash() {
		t.Fatal(err1, err2)
	}
	m := &Memory{}
	mustAppend(t, &Log{Origin: testOrigin, Signer: s}, m, Entry{Kind: Init, Who: "p001"})
	wantClean(t, m, v, VerifyOptions{})
	for _, bad := range []string{"", "a b", "a+b", "a\nb", "a\u00a0b", "\xff", "a\x01b", strings.Repeat("x", 256)} {
		if _, _, err := NewKey(bad); err == nil {
			t.Errorf("origin %q was accepted", bad)
		}
	}
}

func FuzzCheckpoint(f *testing.F) {
	s, v, _ := testKey(f, 7)
	l := &Log{Origin: testOrigin, Signer: s}
	m := &Memory{}
	mustAppend(f, l, m, readings(0, 3)...)
	f.Add(m.State.Checkpoint)
	f.Add([]byte("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	proof, _ := Prove(context.Background(), m, 1)
	f.Add(proof)
	f.Fuzz(func(t *testing.T, b []byte) {
		if tree, err := ParseTree(string(b)); err == nil && !strings.HasPrefix(string(b), tree.Text()) {
			t.Errorf("%q reads as %+v", b, tree)
		}
		if _, err := OpenCheckpoint(b, v); err == nil && !bytes.HasPrefix(b, []byte(testOrigin+"\n3\n")) {
			t.Error("a forgery opens")
		}
		_, _, _ = CheckProof(b, m.Entries[1].Leaf, v)
		_, _ = CheckConsistency(b, m.State.Checkpoint, v)
		c := m.Clone()
		c.State.Checkpoint = b
		if r := mustVerify(t, c, v, VerifyOptions{}); r.OK() && !bytes.Equal(b, m.State.Checkpoint) {
			t.Error("another spelling of the checkpoint passes")
		}
	})
}
