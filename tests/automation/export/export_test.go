// Package export holds what `imagelock export` writes against the code of the tools that read it. What is exported
// stands in $EXPORTS, with expected.json: the pinned reference of each image by its name. tests/automation/export.py
// makes both.
package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// path is that of an export.
func path(t *testing.T, name string) string {
	t.Helper()
	directory := os.Getenv("EXPORTS")
	if directory == "" {
		t.Fatal("EXPORTS is not set: run tests/automation/export.py")
	}
	return filepath.Join(directory, name)
}

// read is the content of an export.
func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(path(t, name))
	check(t, err)
	return content
}

// expected is the reference of each image.
func expected(t *testing.T) map[string]string {
	t.Helper()
	references := map[string]string{}
	check(t, json.Unmarshal(read(t, "expected.json"), &references))
	if len(references) == 0 {
		t.Fatal("nothing is expected")
	}
	return references
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// same fails where something is not as it should be.
func same(t *testing.T, what, found, wanted string) {
	t.Helper()
	if found != wanted || wanted == "" {
		t.Errorf("%s is %q, and should be %q", what, found, wanted)
	}
}
