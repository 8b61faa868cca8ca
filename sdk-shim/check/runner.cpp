#include "check/runner.hpp"

#include "check/child.hpp"
#include "check/service.hpp"
#include "host/json_text.hpp"
#include "host/text_file.hpp"

#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

namespace check {

namespace {

constexpr std::string_view mark = "{\"plugin-check\":"; // begins the verdict: a plugin may print as well

std::string verdict_line(Verdict verdict, const std::string& text) {
    return std::string{mark} + host::json_quoted(word(verdict)) + ",\"text\":" + host::json_quoted(text) +
           "}";
}

// The last lines of what a test said on stderr: a sanitizer's report, an assertion.
std::string tail_of(const std::filesystem::path& file) {
    try {
        auto text = host::read_text_file(file, 4U << 20U);
        constexpr std::size_t most = 2000;
        if (text.size() > most) {
            text.erase(0, text.size() - most);
        }
        return text.empty() ? text : "\n" + text;
    } catch (const host::FileError&) {
        return {};
    }
}

std::vector<std::string> words_for(const Test& test, const Context& context) {
    std::vector<std::string> words{context.program.string(),
                                   context.folder.string(),
                                   "--here",
                                   std::string{test.id},
                                   "--reproduce",
                                   std::to_string(context.seed),
                                   "--patience",
                                   std::to_string(context.patience.count())};
    if (context.profile) {
        words.insert(words.end(), {"--profile", context.profile->file.string()});
    }
    return words;
}

Outcome run_apart(const Test& test, const Context& context) {
    Outcome outcome{test.id, test.sentence, Verdict::failed, "", {}};
    const auto begin = std::chrono::steady_clock::now();
    const Scratch scratch;
    const auto errors = scratch.path() / "errors";
    Child child(words_for(test, context), Child::Group::own, errors.string());
    const auto said = child.read_all(test.limit);
    const auto ending = said ? child.wait(std::chrono::seconds{10}) : std::nullopt;
    outcome.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    if (!ending) {
        child.kill_now();
        outcome.text =
            "it was not done within " + std::to_string(test.limit.count()) + " s" + tail_of(errors);
        return outcome;
    }
    const auto at = said->rfind(mark);
    if (at != std::string::npos) {
        try {
            const auto verdict =
                host::as_object(host::read_json(said->substr(at, said->find('\n', at) - at), "verdict"));
            const auto given = verdict->getValue<std::string>("plugin-check");
            outcome.text = verdict->getValue<std::string>("text");
            outcome.verdict = given == "passed"    ? Verdict::passed
                              : given == "skipped" ? Verdict::skipped
                                                   : Verdict::failed;
        } catch (const std::exception&) { // the plugin printed something like it
            outcome.text = "the verdict cannot be read";
        }
    }
    if (ending->by_signal || ending->number != 0 || at == std::string::npos) {
        // It may well have said "passed" and have crashed on its way out.
        outcome.verdict = Verdict::failed;
        outcome.text += (outcome.text.empty() ? "" : "; ") + text_of(*ending) + tail_of(errors);
    }
    return outcome;
}

} // namespace

int run_here(const Test& test, const Context& context) {
    auto verdict = Verdict::passed;
    std::string text;
    try {
        test.run(context);
    } catch (const Skip& skip) {
        verdict = Verdict::skipped;
        text = skip.what();
    } catch (const std::exception& failure) {
        verdict = Verdict::failed;
        text = failure.what();
    }
    std::cout << verdict_line(verdict, text) << std::endl;
    return 0;
}

std::vector<Outcome> run_all(const std::vector<Test>& tests, const Context& context, unsigned at_once,
                             const std::function<void(const Outcome&)>& told) {
    std::vector<Outcome> outcomes(tests.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex; // of told
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < at_once; ++i) {
        workers.emplace_back([&] {
            for (std::size_t at = next++; at < tests.size(); at = next++) {
                try {
                    outcomes[at] = run_apart(tests[at], context);
                } catch (const std::exception& trouble) { // no process is to be had
                    outcomes[at] = {tests[at].id, tests[at].sentence, Verdict::failed, trouble.what(), {}};
                }
                const std::lock_guard guard(mutex);
                told(outcomes[at]);
            }
        });
    }
    for (auto& worker : workers) {
        worker.join();
    }
    return outcomes;
}

} // namespace check
