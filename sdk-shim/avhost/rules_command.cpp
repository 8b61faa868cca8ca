// avhost rules: the rules of a site in sentences, and what they would do.
#include "commands.hpp"

#include "rule_trial.hpp"

#include "host/clock.hpp"
#include "host/rules/rule_text.hpp"
#include "host/site_check.hpp"

#include <array>
#include <ctime>
#include <iostream>

namespace avhost {
namespace {

void list(const host::Site& site) {
    for (const auto& rule : site.rules) {
        std::cout << rule.name << "\n  when " << host::when_text(rule) << "\n  do   "
                  << host::steps_text(rule) << '\n';
        if (rule.mode != host::Mode::restart) {
            std::cout << "  mode " << host::word(rule.mode) << '\n';
        }
    }
    if (site.rules.empty()) {
        std::cout << site.file << ": no rules\n";
    }
}

// Local time, "2026-11-27T22:00" or with a space, seconds or not.
std::int64_t epoch_of(const std::string& text) {
    for (const char* const form :
         {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"}) {
        std::tm local{};
        local.tm_isdst = -1;
        const char* const end = ::strptime(text.c_str(), form, &local);
        if (end != nullptr && *end == '\0') {
            return static_cast<std::int64_t>(std::mktime(&local)) * 1000;
        }
    }
    throw UsageError{"--at: expected a local time such as 2026-11-27T22:00; \"" + text + "\" is none"};
}

} // namespace

int rules_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a site file"};
    expect_words(arguments, 1, names);
    const auto checked = host::check_site_file(arguments.words[1], arguments.plugins);
    for (const auto& sentence : checked.sentences) {
        std::cerr << sentence << '\n';
    }
    if (!checked.sentences.empty()) {
        return exit_usage;
    }
    host::read_time_zone();
    if (arguments.tries.empty() && arguments.at.empty()) {
        list(checked.site);
        return exit_ok;
    }
    try {
        const auto find = [&checked](const std::string& id) -> const host::Manifest* {
            const auto found = checked.manifests.find(id);
            return found != checked.manifests.end() ? found->second.get() : nullptr;
        };
        RuleTrial trial{checked.site, find, host::local_minute,
                        arguments.at.empty() ? host::epoch_ms() : epoch_of(arguments.at)};
        for (const auto& given : arguments.givens) {
            trial.given(given);
        }
        std::cout << trial.run(arguments.tries);
    } catch (const TrialError& problem) {
        throw UsageError{problem.what()};
    }
    return exit_ok;
}

} // namespace avhost
