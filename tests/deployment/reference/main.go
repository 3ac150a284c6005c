// Reads a compose file as Compose itself does, by the reference implementation of the specification, and
// prints the resolved project. What the parser refuses is said on stderr, with exit code 1.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions(os.Args[1:], cli.WithOsEnv, cli.WithName("parley"), cli.WithProfiles([]string{"*"}))
	if err != nil {
		refuse(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		refuse(err)
	}
	resolved, err := project.MarshalJSON()
	if err != nil {
		refuse(err)
	}
	fmt.Println(string(resolved))
}

func refuse(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
