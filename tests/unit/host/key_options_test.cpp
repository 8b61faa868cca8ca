// The program and the key of its secrets: where the key comes from, what is said, what is refused.
#include "avhost_fixture.hpp"

#include "host/sealing.hpp"

#include <sys/stat.h>

using test::Process;
using namespace std::chrono_literals;

namespace {

struct Fixture : host_tests::AvhostFixture {
    Fixture() {
        Process made{{AVHOST, "secret", "key", key.string()}};
        REQUIRE(status_of(made) == 0);
    }

    // command() of these words with a key file, and the environment without one unless it is given.
    Process::Options environment(std::vector<std::pair<std::string, std::string>> added) const {
        Process::Options options;
        options.environment = {{"AVHOST_KEY_FILE", ""}, {"CREDENTIALS_DIRECTORY", ""}};
        for (auto& pair : added) {
            std::erase_if(options.environment, [&](const auto& one) { return one.first == pair.first; });
            options.environment.push_back(std::move(pair));
        }
        return options;
    }

    struct Outcome {
        int status = 0;
        std::string errors;
    };

    Outcome put(const std::string& value, const std::vector<std::string>& more,
                std::vector<std::pair<std::string, std::string>> added = {}) const {
        auto words = std::vector<std::string>{"secret", "put", "feedthrough", "note"};
        words.insert(words.end(), more.begin(), more.end());
        Process process{command(words), environment(std::move(added))};
        process.write_line(value);
        const int status = status_of(process);
        return {status, process.error_text()};
    }

    // A run that ends at once: its stdin is at its end.
    Outcome run_once(const std::vector<std::string>& more,
                     std::vector<std::pair<std::string, std::string>> added = {}) const {
        auto words = std::vector<std::string>{
            "run", folder.write("site.json", host_tests::contact_site).string(), "--stdio"};
        words.insert(words.end(), more.begin(), more.end());
        Process process{command(words), environment(std::move(added))};
        const int status = status_of(process);
        return {status, process.error_text()};
    }

    std::string stored() const { return test::read_file(state / "secrets" / "feedthrough" / "note"); }
    bool is_sealed() const { return stored().starts_with(host::sealing_mark); }

    std::filesystem::path key = folder.path() / "keys-key";
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++found;
    }
    return found;
}

const std::string warning = " warning host: secrets are protected by file permissions only";
const std::string encrypted = " info host: secrets are encrypted with the key in ";

} // namespace

TEST_CASE_FIXTURE(Fixture, "secret key makes a key file and never replaces one") {
    struct stat status {};
    REQUIRE(::stat(key.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    const auto before = test::read_file(key);
    CHECK(before.size() == 65);
    Process again{command({"secret", "key", key.string()})};
    CHECK(status_of(again) == 1);
    CHECK(again.error_text().find(key.string() + ": expected a file that is not there yet") !=
          std::string::npos);
    CHECK(test::read_file(key) == before);
    Process inside{command({"secret", "key", (state / "key").string()})};
    CHECK(status_of(inside) == 1);
    CHECK(inside.error_text().find("outside the state folder") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(state));
    Process nowhere{command({"secret", "key"})};
    CHECK(status_of(nowhere) == 2);
    Process told{command({"secret", "key", (folder.path() / "other").string()})};
    CHECK(hears(told, "Keep a copy"));
    CHECK(status_of(told) == 0);
    CHECK(told.error_text().empty());
    CHECK(test::read_file(folder.path() / "other") != before);
}

TEST_CASE_FIXTURE(Fixture, "a secret is sealed with the key, wherever that comes from") {
    folder.write("credentials/avhost-key", test::read_file(key));
    const auto credential = folder.path() / "credentials" / "avhost-key";
    REQUIRE(::chmod(credential.c_str(), 0440) == 0);
    const std::vector<std::string> option{"--key-file", key.string()};
    const std::pair<std::string, std::string> variable{"AVHOST_KEY_FILE", key.string()};
    const std::pair<std::string, std::string> systemd{"CREDENTIALS_DIRECTORY",
                                                      credential.parent_path().string()};

    CHECK(put("canary-1", option).status == 0);
    CHECK(is_sealed());
    CHECK(put("canary-2", {"--key-file=" + key.string()}).status == 0);
    CHECK(put("canary-3", {}, {variable}).status == 0);
    CHECK(is_sealed());
    CHECK(put("canary-4", {}, {systemd}).status == 0);
    CHECK(is_sealed());
    CHECK(stored().find("canary") == std::string::npos);

    CHECK(run_once(option).errors.find(encrypted + key.string()) != std::string::npos);
    CHECK(run_once({}, {variable}).errors.find(encrypted + key.string()) != std::string::npos);
    CHECK(run_once({}, {systemd}).errors.find(encrypted + credential.string()) != std::string::npos);
    // The nearer one counts, and one that cannot be used is no reason to take another.
    CHECK(run_once(option, {{"AVHOST_KEY_FILE", "/none"}, systemd}).status == 0);
    CHECK(run_once({}, {{"AVHOST_KEY_FILE", "/none"}, systemd}).status == 1);
    CHECK(run_once({}, {variable, {"CREDENTIALS_DIRECTORY", "/none"}}).status == 0);
    // A service with other credentials than ours has no key.
    CHECK(count(run_once({}, {{"CREDENTIALS_DIRECTORY", folder.path().string()}}).errors, warning) == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "without a key a run says once that only file permissions protect, and what to do") {
    const auto outcome = run_once({});
    CHECK(outcome.status == 0);
    CHECK(count(outcome.errors, warning) == 1);
    CHECK(outcome.errors.find("avhost secret key FILE") != std::string::npos);
    CHECK(outcome.errors.find("--key-file FILE") != std::string::npos);
    const auto with_key = run_once({"--key-file", key.string()});
    CHECK(count(with_key.errors, warning) == 0);
    CHECK(count(with_key.errors, encrypted) == 1);
    CHECK(with_key.errors.find("not encrypted yet") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a run with a key seals what lay plain, says how many, and does so once") {
    CHECK(put("canary-value", {}).status == 0);
    CHECK(stored() == "canary-value");
    const auto first = run_once({"--key-file", key.string()});
    CHECK(first.status == 0);
    CHECK(count(first.errors, "secrets that were not encrypted yet and are now: 1\n") == 1);
    CHECK(first.errors.find("canary") == std::string::npos);
    CHECK(is_sealed());
    const auto sealed = stored();
    CHECK(run_once({"--key-file", key.string()}).errors.find("not encrypted yet") == std::string::npos);
    CHECK(stored() == sealed);
}

TEST_CASE_FIXTURE(Fixture, "a plain secret that cannot be sealed is said, and the run goes on") {
    CHECK(put("canary-value", {}).status == 0);
    REQUIRE(::chmod((state / "secrets" / "feedthrough" / "note").c_str(), 0644) == 0);
    const auto outcome = run_once({"--key-file", key.string()});
    CHECK(outcome.status == 0);
    CHECK(count(outcome.errors, " warning host: a secret stays as it is: ") == 1);
    CHECK(outcome.errors.find("chmod 600") != std::string::npos);
    CHECK(outcome.errors.find("canary") == std::string::npos);
    CHECK(stored() == "canary-value");
}

TEST_CASE_FIXTURE(Fixture, "who forgets the key does not replace a sealed secret by a plain one") {
    CHECK(put("canary-1", {"--key-file", key.string()}).status == 0);
    const auto before = stored();
    const auto outcome = put("canary-2", {});
    CHECK(outcome.status == 1);
    CHECK(outcome.errors.find((state / "secrets" / "feedthrough" / "note").string()) != std::string::npos);
    CHECK(outcome.errors.find("--key-file") != std::string::npos);
    CHECK(outcome.errors.find("canary") == std::string::npos);
    CHECK(stored() == before);
}

TEST_CASE_FIXTURE(
    Fixture, "a key file that cannot be used ends the program with a sentence, before anything is done") {
    const auto text = test::read_file(key);
    const auto is_refused = [&](const std::filesystem::path& file, const std::string& part) {
        for (const auto& outcome :
             {put("canary", {"--key-file", file.string()}), run_once({"--key-file", file.string()})}) {
            CHECK(outcome.status == 1);
            CHECK(outcome.errors.find(part) != std::string::npos);
            CHECK(outcome.errors.find(file.string()) != std::string::npos);
            CHECK(outcome.errors.find(text.substr(0, 64)) == std::string::npos);
        }
        CHECK_FALSE(std::filesystem::exists(state / "secrets"));
    };
    is_refused(folder.path() / "none", "No such file");
    is_refused(folder.write("short", text.substr(0, 40)), "chmod 600");
    REQUIRE(::chmod((folder.path() / "short").c_str(), 0600) == 0);
    is_refused(folder.path() / "short", "64 hex digits");
    std::filesystem::create_symlink(key, folder.path() / "link");
    is_refused(folder.path() / "link", "not a link");
    std::filesystem::create_directory(state);
    std::filesystem::copy_file(key, state / "key");
    is_refused(state / "key", "outside the state folder");
    Process empty{command({"run", "site.json", "--key-file="})};
    CHECK(status_of(empty) == 2);
    CHECK(empty.error_text().find("--key-file: expected a file after it") != std::string::npos);
}
