import Foundation

/// The words of the app, but for those of the face scan, which lie in `core/face/guidance`. English, 简体中文, Bahasa Melayu, தமிழ்.
public struct Words: Sendable {
    let say: Language

    public init(_ language: Language) {
        say = language
    }

    // The camera.
    public var codeTitle: String { say("Scan the code", "扫描二维码", "Imbas kod", "குறியீட்டை ஸ்கேன் செய்க") }
    public var codeHint: String {
        say(
            "Point the camera at the QR code on the page", "将摄像头对准页面上的二维码", "Halakan kamera pada kod QR di halaman",
            "பக்கத்தில் உள்ள QR குறியீட்டின் மீது கேமராவைக் காட்டவும்"
        )
    }
    public var cameraOff: String {
        say(
            "The camera is not allowed. Allow it in Settings to go on.", "未允许使用摄像头。请在“设置”中允许后继续。",
            "Kamera tidak dibenarkan. Benarkannya dalam Tetapan untuk teruskan.",
            "கேமராவுக்கு அனுமதி இல்லை. தொடர, அமைப்புகளில் அனுமதிக்கவும்."
        )
    }
    /// Where codes are safe to be scanned.
    public var codeSafety: String {
        say(
            "Scan only a code on a page that you opened yourself, never one that somebody sent you.",
            "只扫描您自己打开的页面上的二维码，切勿扫描他人发来的二维码。",
            "Imbas hanya kod pada halaman yang anda buka sendiri, bukan kod yang dihantar orang.",
            "நீங்களே திறந்த பக்கத்தில் உள்ள குறியீட்டை மட்டும் ஸ்கேன் செய்க; பிறர் அனுப்பியதை ஒருபோதும் வேண்டாம்."
        )
    }

    // The consent of an offer.
    public var consentTitle: String {
        say("Before the face check", "人脸核验之前", "Sebelum semakan wajah", "முகச் சரிபார்ப்புக்கு முன்")
    }
    public func consentText(_ issuer: String) -> String {
        say(
            "\(issuer) offers you a digital identity. Your face is checked on this phone. Its template stays on this phone, "
                + "encrypted; no picture is kept or sent. You can say no and ask the issuer for another way.",
            "\(issuer)向您提供数字身份。人脸核验在本手机上进行，模板加密保存在本手机上，不保存也不发送任何照片。"
                + "您可以不同意，并向签发机构询问其他方式。",
            "\(issuer) menawarkan identiti digital kepada anda. Wajah anda disemak pada telefon ini. Templatnya kekal pada telefon ini, "
                + "disulitkan; tiada gambar disimpan atau dihantar. Anda boleh menolak dan meminta cara lain daripada pengeluar.",
            "\(issuer) உங்களுக்கு மின் அடையாளம் வழங்குகிறது. உங்கள் முகம் இந்தக் கைபேசியிலேயே சரிபார்க்கப்படும். அதன் வார்ப்புரு மறையாக்கப்பட்டு "
                + "இங்கேயே இருக்கும்; எந்தப் படமும் சேமிக்கப்படாது, அனுப்பப்படாது. நீங்கள் மறுத்து, வேறு வழியைக் கேட்கலாம்."
        )
    }
    public var consentYes: String {
        say("I agree, begin the scan", "我同意，开始扫描", "Saya setuju, mulakan imbasan", "ஒப்புக்கொள்கிறேன், ஸ்கேனைத் தொடங்கு")
    }
    public var consentNo: String { say("I do not agree", "我不同意", "Saya tidak setuju", "ஒப்புக்கொள்ளவில்லை") }

    // The pad.
    public var chooseTitle: String { newTitle }
    public var againTitle: String { say("Type it again", "再次输入密码", "Taip sekali lagi", "மீண்டும் உள்ளிடுக") }
    public var messageTitle: String {
        say("Type the code from the message", "输入短信验证码", "Taip kod daripada mesej", "குறுஞ்செய்தியில் உள்ள குறியீட்டை உள்ளிடுக")
    }
    public var passcodeTitle: String { say("Type your passcode", "输入密码", "Taip kod laluan anda", "உங்கள் கடவு எண்ணை உள்ளிடுக") }
    public var erase: String { say("Delete the last digit", "删除最后一位", "Padam digit terakhir", "கடைசி இலக்கத்தை அழி") }
    public func typed(_ count: Int, of length: Int) -> String {
        say(
            "\(count) of \(length) digits", "已输入\(count)位，共\(length)位", "\(count) daripada \(length) digit",
            "\(length) இலக்கங்களில் \(count)"
        )
    }

    // The approval.
    public var approveTitle: String { say("Log in?", "是否登录？", "Log masuk?", "உள்நுழையவா?") }
    public func asks(_ domain: String) -> String {
        say("\(domain) asks", "\(domain) 请求", "\(domain) meminta", "\(domain) கேட்கிறது")
    }
    public func quoted(_ name: String) -> String { "“\(name)”" }
    public var shares: String { say("It gets", "将获得", "Ia akan menerima", "அது பெறுவது") }
    public func startedIn(_ browser: String, at time: String) -> String {
        say(
            "Started in \(browser) at \(time)", "\(time)在\(browser)中发起", "Dimulakan dalam \(browser) pada \(time)",
            "\(browser) இல் \(time) மணிக்குத் தொடங்கியது"
        )
    }
    public var checkHint: String {
        say(
            "Type the two digits on the page", "输入页面上显示的两位数字", "Taip dua digit pada halaman",
            "பக்கத்தில் உள்ள இரண்டு இலக்கங்களை உள்ளிடுக"
        )
    }
    public var approve: String { say("Approve", "同意", "Luluskan", "அனுமதி") }
    public var decline: String { say("Decline", "拒绝", "Tolak", "மறு") }
    public var working: String { say("One moment", "请稍候", "Sebentar", "சற்றுப் பொறுங்கள்") }

    /// The name of a claim; an unknown one is shown as it is, so that nothing is shared unnamed.
    public func claim(_ name: String) -> String {
        switch name {
        case "uid":
            say("Your number at the issuer", "您在签发机构的编号", "Nombor anda di pengeluar", "வழங்குநரிடம் உங்கள் எண்")
        case "name": say("Your name", "您的姓名", "Nama anda", "உங்கள் பெயர்")
        case "id_number_masked":
            say(
                "Your ID number, masked", "您的证件号码（部分隐藏）", "Nombor pengenalan anda (sebahagian disembunyikan)",
                "உங்கள் அடையாள எண் (பகுதி மறைக்கப்பட்டது)"
            )
        case "birth_year": say("Your year of birth", "您的出生年份", "Tahun lahir anda", "உங்கள் பிறந்த ஆண்டு")
        default: name
        }
    }

    // The end.
    public var enrolledTitle: String { say("You are set up", "设置完成", "Persediaan selesai", "அமைப்பு முடிந்தது") }
    public func enrolledText(_ name: String?) -> String {
        say("Identity verified", "身份已核验", "Identiti disahkan", "அடையாளம் சரிபார்க்கப்பட்டது")
            + (name.map { say(": \($0)", "：\($0)", ": \($0)", ": \($0)") } ?? "")
    }
    public var approvedTitle: String { say("Approved", "已同意", "Diluluskan", "அனுமதிக்கப்பட்டது") }
    public var approvedText: String {
        say("Go on in your browser.", "请在浏览器中继续。", "Teruskan dalam pelayar anda.", "உங்கள் உலாவியில் தொடரவும்.")
    }
    public var declinedTitle: String { say("Declined", "已拒绝", "Ditolak", "மறுக்கப்பட்டது") }
    public var declinedText: String {
        say("Nothing was shared.", "未共享任何信息。", "Tiada apa-apa dikongsi.", "எதுவும் பகிரப்படவில்லை.")
    }
    public var stoppedTitle: String { say("This did not work", "未能完成", "Tidak berjaya", "இது நிறைவேறவில்லை") }
    public var tryAgain: String { say("Try again", "重试", "Cuba lagi", "மீண்டும் முயல்க") }
    public var close: String { say("Done", "完成", "Selesai", "முடிந்தது") }
}
