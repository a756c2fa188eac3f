// Package ledger keeps an append-only, tamper-evident record of acts and
// readings, in forms that others can verify: leaves hashed into an RFC 6962
// Merkle tree, tiles of 256 hashes (C2SP tlog-tiles), and a checkpoint signed
// with Ed25519 (C2SP tlog-checkpoint). docs/ledger.md gives every form byte by
// byte.
//
// What it promises:
//
//   - A leaf holds a kind, a time and a salted commitment, and nothing about
//     anybody. Who acted, on what and why stands in the opening, which can be
//     destroyed later without breaking the tree.
//   - [Verify] rereads everything and names the first entry that is wrong.
//     A missing opening that no later erase entry names is a fault.
//   - A checkpoint that left the house finds a tail cut off and a history
//     signed anew with the unit's own key ([VerifyOptions].Against).
//
// The package does no SQL and holds no lock: storage is a [Cellar], which the
// store implements inside its own transaction, and the caller serialises
// appends.
package ledger
