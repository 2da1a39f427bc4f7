import MienFlow
import XCTest

final class LanguageTests: XCTestCase {
    // Protects readers of other scripts: traditional Chinese is not served simplified, and nobody is left without words.
    func testTheFirstKnownLanguageIsSpoken() {
        XCTAssertEqual(Language(preferred: ["zh-Hans-SG", "en"]), .simplifiedChinese)
        XCTAssertEqual(Language(preferred: ["zh-CN"]), .simplifiedChinese)
        XCTAssertEqual(Language(preferred: ["zh-Hant-TW", "en-GB"]), .english)
        XCTAssertEqual(Language(preferred: ["ta-SG", "zh"]), .tamil)
        XCTAssertEqual(Language(preferred: ["fr", "ms-MY"]), .malay)
        XCTAssertEqual(Language(preferred: ["tag"]), .english)
        XCTAssertEqual(Language(preferred: []), .english)
    }
}
