// Mistakes that people make in a site file, each with the one sentence that it gets.
#pragma once

#include <string>
#include <vector>

namespace host_tests {

// What `avhost run` makes of the same file.
enum class AtRun {
    refuses, // exit status 2, with the same sentence
    ends,    // exit status 1, when it comes to what is missing: the sentence from the key on is in the log
    device,  // goes on without the device, whose health tells the sentence
    plugin,  // the same, in the words of the plugin
    logs,    // goes on; the sentence is in the log as an error
    warns    // goes on; the sentence is in the log as a warning, and avhost check succeeds
};

// In `site` and `sentence` {folder} is the folder of the site file, {plugins} that of the plugins, {user} who runs
// the program, {owner} who runs the test, {port} a port at which a program listens.
struct SiteMistake {
    std::string mistake; // what it is, for the table
    std::string site;
    std::string sentence; // behind "FILE:"
    AtRun at_run = AtRun::refuses;
};

const std::vector<SiteMistake>& site_mistakes();

// A command line that is wrong, with the sentence on stderr.
struct CommandMistake {
    std::string mistake;
    std::vector<std::string> words; // {site} is a file without a mistake
    std::string input;              // on stdin
    std::string sentence;           // behind "avhost: "
    int status = 2;
};

const std::vector<CommandMistake>& command_mistakes();

} // namespace host_tests
