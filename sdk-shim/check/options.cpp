#include "check/options.hpp"

#include <charconv>

namespace check {

namespace {

std::uint64_t number(std::string_view option, std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) {
        throw UsageError(std::string{option} + ": expected a number after it");
    }
    return value;
}

} // namespace

Options parse_options(std::span<const std::string_view> words) {
    Options options;
    std::vector<std::string_view> folders;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto word = words[at];
        const auto value = [&] {
            if (at + 1 == words.size() || words[at + 1].empty()) {
                throw UsageError(std::string{word} + ": expected a value after it");
            }
            return words[++at];
        };
        if (word == "--profile") {
            options.profile = value();
        } else if (word == "--json") {
            options.json = value();
        } else if (word == "--only") {
            options.only.emplace_back(value());
        } else if (word == "--reproduce") {
            options.seed = number(word, value());
        } else if (word == "--patience") {
            options.patience = std::chrono::milliseconds{number(word, value())};
        } else if (word == "--jobs") {
            options.jobs = static_cast<unsigned>(number(word, value()));
        } else if (word == "--list") {
            options.list = true;
        } else if (word == "--help" || word == "-h") {
            options.help = true;
        } else if (word.starts_with("-")) {
            throw UsageError("expected an option that this program has; it has no " + std::string{word});
        } else {
            folders.push_back(word);
        }
    }
    if (folders.size() > 1) {
        throw UsageError("expected one folder, not " + std::string{folders[1]} + " as well");
    }
    if (folders.empty() && !options.list && !options.help) {
        throw UsageError("expected the folder of a plugin");
    }
    if (!folders.empty()) {
        options.folder = folders.front();
    }
    return options;
}

std::string_view usage() {
    return R"(plugin-check - finds out whether a device plugin keeps the promises of device_plugin.h

  plugin-check PLUGIN_DIR [--profile FILE] [--json FILE] [--only ID]... [--reproduce SEED]
               [--jobs N] [--patience MS]
  plugin-check --list

  PLUGIN_DIR   the folder with manifest.json and the library
  --profile    how to let the plugin work: config, secrets, the service it talks to, and how to
               send it to a server that never answers; see profile.hpp. Without it, tests that
               need one are skipped
  --json       writes the report to FILE as well; - is stdout
  --only       runs this test; may be given several times
  --reproduce  takes the random numbers of that run
  --jobs       how many tests run at once; one for each processor unless said otherwise
  --patience   milliseconds to wait for what ought to come at once; 5000 unless said otherwise
  --list       lists all tests

Each test runs in a process of its own. Exit status: 0 nothing failed; 1 a test failed;
2 the command line or the profile is wrong.
)";
}

} // namespace check
