// Part of the Gradle project in android/. `cargo xtask bindings` writes the generated half of the sources.
plugins {
    id("org.jetbrains.kotlin.jvm")
}

kotlin {
    jvmToolchain(17)
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", "../../target/bindings/kotlin")
}

dependencies {
    // The classes only: :sdk brings JNA for Android, with its native libraries.
    compileOnly("net.java.dev.jna:jna:5.19.1")
}
