// Reads a ledger's checkpoint and tiles over HTTP with Go's own packages, and verifies, for the entry of a number, its
// inclusion, and that the tree continues the one of an earlier size.
//
// read ADDRESS VERIFIER-KEY ENTRY LEAF-IN-HEX EARLIER-SIZE
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type reader struct{ address string }

func (r reader) Height() int { return 8 }

func (r reader) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range tiles {
		// Go's paths say the height, which is always 8 here.
		data, err := get(r.address + "/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

func get(address string) ([]byte, error) {
	answer, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func main() {
	address, entry, earlier := os.Args[1], os.Args[3], os.Args[5]
	verifier := must(note.NewVerifier(os.Args[2]))
	opened := must(note.Open(must(get(address+"/checkpoint")), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(0, fmt.Errorf("the checkpoint is of %s", lines[0]))
	}
	size := must(strconv.ParseInt(lines[1], 10, 64))
	var root tlog.Hash
	copy(root[:], must(base64.StdEncoding.DecodeString(lines[2])))

	hashes := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, reader{address})
	index := must(strconv.ParseInt(entry, 10, 64))
	leaf := tlog.RecordHash(must(hex.DecodeString(os.Args[4])))
	included := must(tlog.ProveRecord(size, index, hashes))
	must(0, tlog.CheckRecord(included, size, root, index, leaf))

	before := must(strconv.ParseInt(earlier, 10, 64))
	former := must(tlog.TreeHash(before, hashes))
	continues := must(tlog.ProveTree(size, before, hashes))
	must(0, tlog.CheckTree(continues, size, root, before, former))

	bundle := must(get(address + "/tile/entries/000"))
	if !bytes.Equal(bundle[:2], []byte{0, 32}) {
		must(0, fmt.Errorf("the first entry is not of 32 bytes"))
	}
	fmt.Printf("%d %s\n", size, hex.EncodeToString(former[:]))
}
