// Every mistake of the table gets its sentence from `avhost check`, word for word, and `avhost run` does not pass over it.
#include "mistakes.hpp"

#include "avhost_fixture.hpp"
#include "certificates.hpp"
#include "host/descriptor.hpp"
#include "host/json_text.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

using host_tests::AtRun;
using host_tests::patience;
using test::Process;

namespace {

namespace fs = std::filesystem;

// A port of 127.0.0.1 at which something listens as long as this lives.
class Listener {
public:
    Listener()
        : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof place;
        REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&place), length) == 0);
        REQUIRE(::listen(socket_.get(), 1) == 0);
        REQUIRE(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&place), &length) == 0);
        port_ = ntohs(place.sin_port);
    }
    std::uint16_t port() const { return port_; }

private:
    host::Descriptor socket_;
    std::uint16_t port_ = 0;
};

const sim::ServerIdentity& identity() {
    static const auto made = sim::make_server_identity({"127.0.0.1"});
    return made;
}
const sim::ServerIdentity& other_identity() {
    static const auto made = sim::make_server_identity({"127.0.0.1"});
    return made;
}

// "FILE:LINE:COLUMN: KEY: ..." without what is before the key.
std::string from_key(const std::string& sentence) {
    return sentence.substr(sentence.find(": ") + 2);
}

struct Said {
    int status = -1;
    std::string errors;
    std::vector<std::string> lines; // on stdout
};

struct Mistakes : host_tests::AvhostFixture {
    Mistakes() {
        write("cert.pem", identity().certificate_pem, 0644);
        write("key.pem", identity().key_pem, 0600);
        write("other.pem", other_identity().key_pem, 0600);
        write("open.pem", identity().key_pem, 0644);
        write("locked/key.pem", identity().key_pem, is_root ? 0600 : 0);
    }

    void write(const std::string& name, const std::string& text, unsigned mode) const {
        fs::permissions(folder.write(name, text), static_cast<fs::perms>(mode));
    }

    static void replace(std::string& text, const std::string& name, const std::string& value) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
            text.replace(at, name.size(), value);
        }
    }

    std::string filled(std::string text) const {
        replace(text, "{folder}", folder.path().string());
        replace(text, "{site}", (folder.path() / "site.json").string());
        replace(text, "{plugins}", PLUGINS);
        replace(text, "{port}", std::to_string(listener.port()));
        replace(text, "{user}", is_root ? "nobody" : ::getpwuid(::geteuid())->pw_name);
        replace(text, "{owner}", ::getpwuid(::geteuid())->pw_name);
        replace(text, "{mode}", is_root ? "600" : "0");
        return text;
    }

    // Root reads everything: then the program runs as a user who does not.
    std::vector<std::string> as_other_user(std::vector<std::string> words) const {
        if (is_root) {
            fs::create_directories(state);
            for (const auto& open : {folder.path(), state}) {
                fs::permissions(open, fs::perms::all);
            }
            words.insert(words.begin(),
                         {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
        }
        return words;
    }

    static Said ran(const std::vector<std::string>& words, const std::string& input = {}) {
        Process process{words};
        if (!input.empty()) {
            process.write_line(input);
        }
        process.close_stdin();
        Said said;
        while (const auto line = process.read_line(patience)) {
            said.lines.push_back(*line);
        }
        said.status = status_of(process);
        said.errors = process.error_text();
        return said;
    }

    const bool is_root = ::geteuid() == 0;
    Listener listener;
};

// Whether it is the sentence; {addresses} in it stands for whatever this machine has.
bool is(const std::string& said, const std::string& sentence) {
    static const std::string open = "{addresses}";
    const auto at = sentence.find(open);
    return at == std::string::npos ? said == sentence
                                   : said.starts_with(sentence.substr(0, at)) &&
                                         said.ends_with(sentence.substr(at + open.size()));
}

// The sentence of the first device that does not work; empty when all do.
std::string device_fault(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
        const auto object = host::as_object(host::read_json(line, "line"));
        if (!object.isNull() && object->has("health")) {
            const auto health = object->getValue<std::string>("health");
            if (health == "bad_config" || health == "failed") {
                return object->getValue<std::string>("text");
            }
        }
    }
    return {};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the table has about fifty mistakes in it, each once") {
    const auto& all = host_tests::site_mistakes();
    CHECK(all.size() + host_tests::command_mistakes().size() >= 50);
    for (const auto& one : all) {
        CHECK(std::count_if(all.begin(), all.end(),
                            [&](const auto& other) { return other.mistake == one.mistake; }) == 1);
    }
}

TEST_CASE("avhost check says each mistake of a site file in one sentence, and run does not pass over it") {
    for (const auto& row : host_tests::site_mistakes()) {
        CAPTURE(row.mistake);
        const Mistakes house;
        const auto site = house.folder.write("site.json", house.filled(row.site)).string();
        const auto sentence = site + ':' + house.filled(row.sentence);
        const bool is_warning = has(row.sentence, ": warning: ");
        const auto as_user = [&](std::vector<std::string> words) {
            return has(row.sentence, "{user}") ? house.as_other_user(std::move(words)) : words;
        };

        const auto check = Mistakes::ran(as_user(house.command({"check", site})));
        CHECK_MESSAGE(is(check.errors, sentence + '\n'),
                      "said:     " << check.errors << "\nexpected: " << sentence);
        CHECK(check.status == (is_warning ? 0 : 2));

        const auto run = Mistakes::ran(as_user(house.command({"run", site, "--stdio"})));
        CAPTURE(run.errors);
        switch (row.at_run) {
        case AtRun::refuses:
            CHECK(run.status == 2);
            CHECK(is(run.errors, sentence + '\n'));
            break;
        case AtRun::ends:
            CHECK(run.status == 1);
            CHECK(has(run.errors, has(sentence, "/panel/listen: ")   ? "The panel cannot listen on "
                                  : has(sentence, "/lines/listen: ") ? "The port for lines cannot listen on "
                                                                     : from_key(sentence)));
            break;
        case AtRun::device:
            CHECK(run.status == 0);
            CHECK_FALSE(device_fault(run.lines).empty());
            CHECK(sentence.ends_with(device_fault(run.lines)));
            break;
        case AtRun::plugin:
            CHECK(run.status == 0);
            CHECK_FALSE(device_fault(run.lines).empty());
            break;
        case AtRun::logs:
            CHECK(has(run.errors, " error host: " + sentence + '\n'));
            break;
        case AtRun::warns:
            CHECK(has(run.errors, " warning host: " + sentence + '\n'));
            break;
        }
    }
}

TEST_CASE("each mistake of a command line gets its sentence, and nothing is done") {
    for (const auto& row : host_tests::command_mistakes()) {
        CAPTURE(row.mistake);
        const Mistakes house;
        house.folder.write(
            "site.json",
            R"({"devices":[{"id":"door","plugin":"contact"},{"id":"hall","plugin":"feedthrough"}]})");
        std::vector<std::string> words{AVHOST, "--plugins", PLUGINS, "--state", house.state.string()};
        for (const auto& word : row.words) {
            words.push_back(house.filled(word));
        }
        const auto said = Mistakes::ran(words, row.input);
        CHECK(said.errors == "avhost: " + house.filled(row.sentence) + '\n');
        CHECK(said.status == row.status);
        CHECK(said.lines.empty());
        CHECK_FALSE(fs::exists(house.state));
    }
}
