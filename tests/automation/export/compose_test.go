package export

import (
	"context"
	"testing"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

func TestComposeTakesTheOverride(t *testing.T) {
	details := types.ConfigDetails{
		WorkingDir: path(t, ""),
		ConfigFiles: []types.ConfigFile{
			{Filename: path(t, "compose.yaml")},
			{Filename: path(t, "override.yaml")},
		},
		Environment: types.Mapping{},
	}
	project, err := loader.LoadWithContext(context.Background(), details, func(options *loader.Options) {
		options.SetProjectName("test", true)
	})
	check(t, err)
	references := expected(t)
	// Services are called as the images that they use
	for name, reference := range references {
		same(t, name, project.Services[name].Image, reference)
	}
	for _, name := range []string{"variable", "child"} {
		same(t, name, project.Services[name].Image, references["web"])
	}
	same(t, "built", project.Services["built"].Image, "acme/built:dev")
	if services := len(project.Services); services != len(references)+3 {
		t.Errorf("there are %d services", services)
	}
}

func TestComposeReadsTheVariables(t *testing.T) {
	variables, err := dotenv.Read(path(t, "images.env"))
	check(t, err)
	references := expected(t)
	names := map[string]string{"IMAGE_WEB": "web", "IMAGE_TOOL": "tool", "IMAGE_NODE_20": "node.20", "IMAGE_APP": "app"}
	for variable, name := range names {
		same(t, variable, variables[variable], references[name])
	}
	if len(variables) != len(references) {
		t.Errorf("there are %d variables", len(variables))
	}
}
